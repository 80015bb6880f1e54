"use strict";

/* All of it is for convenience: without it the page shows everything. */

const theme = document.getElementById("theme");
theme.parentElement.hidden = false;
theme.addEventListener("change", () => {
  if (theme.value) document.documentElement.dataset.theme = theme.value;
  else delete document.documentElement.dataset.theme;
});

for (const filters of document.querySelectorAll(".filters")) {
  const target = document.getElementById(filters.dataset.for);
  const items = [...target.querySelectorAll("[data-item]")];
  const texts = items.map((item) => item.textContent.toLowerCase());
  const search = filters.querySelector("input");
  const selects = [...filters.querySelectorAll("select")];
  /* What is found is shown, also where it is folded away; and as it was before, once nobody looks for anything. */
  const folds = [...target.querySelectorAll("details.quiet")];
  const before = new Map();
  /* An item that tells of several alike counts as many. */
  const count = (item) => Number(item.dataset.count ?? 1);
  const all = items.reduce((sum, item) => sum + count(item), 0);
  let filtering = false;
  const status = filters.querySelector("[role=status]");

  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = selects.filter((select) => select.value);
    let shown = 0;
    items.forEach((item, index) => {
      const fits =
        words.every((word) => texts[index].includes(word)) &&
        chosen.every((select) => item.dataset[select.dataset.key] === select.value);
      item.hidden = !fits;
      if (fits) shown += count(item);
    });
    const active = words.length > 0 || chosen.length > 0;
    for (const fold of folds) {
      if (active && !filtering) before.set(fold, fold.open);
      if (active) fold.open = Boolean(fold.querySelector("[data-item]:not([hidden])"));
      else if (filtering) fold.open = before.get(fold);
    }
    filtering = active;
    status.textContent = `${shown} of ${all} shown`;
  };

  filters.hidden = false;
  search.addEventListener("input", apply);
  selects.forEach((select) => select.addEventListener("change", apply));
  apply();
}

addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details.group")) part.open = true;
});
