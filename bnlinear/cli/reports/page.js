"use strict";
const claims = [...document.querySelectorAll(".claim")];
const query = document.getElementById("query"), paper = document.getElementById("paper");
const boxes = [...document.querySelectorAll("input[name=verdict]")];
const count = document.getElementById("count"), unfold = document.getElementById("unfold");

function filter() {
  const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
  const verdicts = new Set(boxes.filter(box => box.checked).map(box => box.value));
  let shown = 0;
  for (const claim of claims) {
    const data = claim.dataset;
    const fits = (!paper.value || data.paper === paper.value) && verdicts.has(data.verdict)
      && words.every(word => data.text.includes(word));
    claim.hidden = !fits;
    shown += fits;
  }
  count.textContent = `${shown} of ${claims.length} claims shown`;
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.hidden = false;
    target.open = true;
    target.scrollIntoView();
  }
}

query.addEventListener("input", filter);
paper.addEventListener("change", filter);
boxes.forEach(box => box.addEventListener("change", filter));
unfold.addEventListener("click", () => {
  const open = !claims.some(claim => !claim.hidden && claim.open);
  claims.filter(claim => !claim.hidden).forEach(claim => { claim.open = open; });
  unfold.textContent = open ? "Fold all" : "Unfold all";
});
document.querySelector("form").addEventListener("submit", event => event.preventDefault());
addEventListener("hashchange", openTarget);
addEventListener("beforeprint", () => claims.forEach(claim => { claim.open = true; }));
filter();
openTarget();
