#!/usr/bin/env bash
# A step of `python -m pipelines` inside of the task AzureCLI@2, which has signed az in. The providers, the state, its key
# and kubelogin all sign in as az: the task renews its session for as long as the step takes, which a token handed over
# once would not outlive.
set -euo pipefail

export PATH="$AGENT_TEMPDIRECTORY/bin:$PATH" # Pulumi and kubelogin, where the step before has put them
export AZURE_TOKEN_CREDENTIALS=AzureCLICredential AAD_LOGIN_METHOD=azurecli
export PULUMI_SKIP_UPDATE_CHECK=true

run() {
  .venv/bin/python -m pipelines "$@"
}

settled=0
if [ "$1" = drift ]; then
  # Compared with what is deployed, not with what has been merged since and waits for its approval.
  commit="$(run deployed "$2" "$3")"
  git merge-base --is-ancestor "$commit" HEAD
  git checkout --quiet --detach "$commit"
  make .venv/.runtime
  run settle "$2" "$3" || settled=$? # what has drifted is told all the same
fi
run "$@"
exit "$settled"
