"""Autoscalers that have crossed bounds, no trigger, or a second one beside them."""

from typing import Any

from tests.config.documents import GONE
from tests.config.wrong import Wrong

ENGINE = "models.recommendation-engine"
FRAUD = "models.fraud"
EVENTS = {"minReplicas": 2, "maxReplicas": 10}
QUEUE = {"queue": {"name": "scoring"}}
OFFICE = {"start": "0 8 * * 1-5", "end": "0 18 * * 1-5", "replicas": 5}
HOURS = {"days": ["Monday", "Friday"], "startHour": 8, "endHour": 18, "minInstances": 5, "maxInstances": 9}


def _events(**others: Any) -> dict[str, Any]:
    return {f"{ENGINE}.eventAutoscale": {**EVENTS, **others}, f"{ENGINE}.autoscale": GONE}


def _schedules(*hours: dict[str, Any], **bounds: Any) -> dict[str, Any]:
    named = {f"hours-{index}": {**HOURS, **each} for index, each in enumerate(hours)}
    return {f"{FRAUD}.autoscale": {"minInstances": 3, "maxInstances": 6, "schedules": named, **bounds}}


CASES = (
    Wrong("both autoscalers", {f"{ENGINE}.eventAutoscale": {**EVENTS, **QUEUE}}, "two would fight"),
    Wrong("an event autoscaler's bounds crossed", _events(minReplicas=11, **QUEUE), "`maxReplicas`, which is 10",
          path=f"{ENGINE}.eventAutoscale.minReplicas"),
    Wrong("an event autoscaler without a trigger", _events(), "one or more of `queue`, `schedules` and `prometheus`"),
    Wrong("pods that sleep while requests come", _events(minReplicas=0, schedules={"office": OFFICE}),
          "requests would find no pod", path=f"{ENGINE}.eventAutoscale.minReplicas"),
    Wrong("pods that sleep until a message comes", _events(minReplicas=0, **QUEUE),
          "requests would find no pod", path=f"{ENGINE}.eventAutoscale.minReplicas"),
    Wrong("a queue twice", {f"{ENGINE}.queues": ["scoring", "scoring"]}, "each queue once",
          path=f"{ENGINE}.queues[1]"),
    Wrong("a schedule by the name of all other hours",
          {f"{FRAUD}.autoscale": {"minInstances": 3, "maxInstances": 6, "schedules": {"default": HOURS}}},
          "all other hours", path=f"{FRAUD}.autoscale.schedules.default"),
    Wrong("a queue that is misspelt", _events(queue={"name": "scorign"}), "did you mean `scoring`?",
          path=f"{ENGINE}.eventAutoscale.queue.name"),
    Wrong("a queue that there is not", {f"{ENGINE}.queues": ["orders"]}, "adds the queue", path=f"{ENGINE}.queues[0]"),
    Wrong("a queue where there is none", {**_events(**QUEUE), "messaging.queues": {}}, "it is empty",
          path=f"{ENGINE}.eventAutoscale.queue.name"),
    Wrong("more pods by schedule than at most", _events(schedules={"office": {**OFFICE, "replicas": 11}}),
          "`maxReplicas`, which is 10", path=f"{ENGINE}.eventAutoscale.schedules.office.replicas"),
    Wrong("a schedule without length", _events(schedules={"office": {**OFFICE, "end": OFFICE["start"]}}),
          "another time than `start`", path=f"{ENGINE}.eventAutoscale.schedules.office.end"),
    Wrong("a schedule that is no cron", _events(schedules={"office": {**OFFICE, "start": "8:00"}}), "five fields",
          path=f"{ENGINE}.eventAutoscale.schedules.office.start"),
    Wrong("a schedule at no time", _events(schedules={"office": {**OFFICE, "start": "99 25 * * *"}}), "hour (0 to 23)",
          path=f"{ENGINE}.eventAutoscale.schedules.office.start"),
    Wrong("a schedule on another planet", _events(schedules={"office": {**OFFICE, "timeZone": "Europe/Berln"}}),
          "did you mean `Europe/Berlin`?", path=f"{ENGINE}.eventAutoscale.schedules.office.timeZone"),
    Wrong("a threshold of 0", _events(prometheus={"query": "up", "threshold": 0}), "greater than 0",
          path=f"{ENGINE}.eventAutoscale.prometheus.threshold"),
    Wrong("more GPU pods by events than GPUs", _events(maxReplicas=21, **QUEUE), "at most 20 pods with `gpu: 1`",
          path=f"{ENGINE}.eventAutoscale.maxReplicas"),
    Wrong("nothing to scale pods on",
          {f"{ENGINE}.autoscale": {"minReplicas": 1, "maxReplicas": 2, "cpuUtilization": None}},
          "nothing is left to scale on", path=f"{ENGINE}.autoscale.cpuUtilization"),
    Wrong("nothing to scale instances on",
          {f"{FRAUD}.autoscale": {"minInstances": 1, "maxInstances": 4, "cpuUtilization": None}},
          "nothing is left to scale on", path=f"{FRAUD}.autoscale.cpuUtilization"),
    Wrong("instances scaled to 0", {f"{FRAUD}.autoscale": {"minInstances": 0, "maxInstances": 4}}, "from 1 to 50",
          path=f"{FRAUD}.autoscale.minInstances"),
    Wrong("an instance autoscaler's bounds crossed", {f"{FRAUD}.autoscale": {"minInstances": 5, "maxInstances": 4}},
          "`maxInstances`, which is 4", path=f"{FRAUD}.autoscale.minInstances"),
    Wrong("instances outside of the autoscaler's bounds",
          {f"{FRAUD}.autoscale": {"minInstances": 4, "maxInstances": 9}},
          "4 to 9, the bounds of `autoscale`", path=f"{FRAUD}.deployments.blue.instances"),
    Wrong("a schedule's bounds crossed", _schedules({"minInstances": 10}), "`maxInstances`, which is 9",
          path=f"{FRAUD}.autoscale.schedules.hours-0.minInstances"),
    Wrong("a schedule over midnight", _schedules({"startHour": 20, "endHour": 4}), "a second schedule, from 0 on",
          path=f"{FRAUD}.autoscale.schedules.hours-0.endHour"),
    Wrong("a schedule without an hour", _schedules({"startHour": 8, "endHour": 8}), "9 to 24, later than `startHour`",
          path=f"{FRAUD}.autoscale.schedules.hours-0.endHour"),
    Wrong("a schedule's hour that no day has", _schedules({"endHour": 25}), "from 1 to 24",
          path=f"{FRAUD}.autoscale.schedules.hours-0.endHour"),
    Wrong("a schedule's day twice", _schedules({"days": ["Monday", "Monday"]}), "each day once",
          path=f"{FRAUD}.autoscale.schedules.hours-0.days[1]"),
    Wrong("a schedule on no day that there is", _schedules({"days": ["Mon"]}), "one of `Monday`",
          path=f"{FRAUD}.autoscale.schedules.hours-0.days[0]"),
    Wrong("schedules that meet", _schedules({}, {"days": ["Friday"], "startHour": 17, "endHour": 20}),
          "hours that `hours-0` has not", path=f"{FRAUD}.autoscale.schedules.hours-1"),
    Wrong("schedules of two time zones", _schedules({}, {"timeZone": "Pacific Standard Time"}),
          "`hours-0` has UTC", path=f"{FRAUD}.autoscale.schedules.hours-1.timeZone"),
    Wrong("a time zone by another name than Windows'", _schedules({"timeZone": "Europe/Berlin"}), "Windows",
          path=f"{FRAUD}.autoscale.schedules.hours-0.timeZone"),
    Wrong("a schedule's name with a capital",
          {f"{FRAUD}.autoscale": {"minInstances": 3, "maxInstances": 6, "schedules": {"Office": HOURS}}},
          "lower-case letters", path=f"{FRAUD}.autoscale.schedules.Office"),
    Wrong("more schedules than Azure has profiles",
          _schedules(*({"startHour": 2 * index, "endHour": 2 * index + 1} for index in range(10))), "at most 9",
          path=f"{FRAUD}.autoscale.schedules"),
)  # fmt: skip
