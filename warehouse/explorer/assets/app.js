// Search over all commitments, in the page: the index is one array a commitment, see _index in build.py.
(function () {
  "use strict";
  const [ID, FILE, TITLE, OTHER, COUNTRY, PLAN, LEAD, GOV, IRM, PERCENT, GAP] = Array(11).keys();
  const { rows, labels, countries, words } = window.COMMITMENTS;
  const STEP = 100;
  const form = document.getElementById("filters");
  const body = document.querySelector("#results tbody");
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  const fold = (s) => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const folded = rows.map((r) => fold([r[ID], r[TITLE], r[OTHER], r[LEAD]].join(" \u0000 ")));
  let hits = [];
  let shown = 0;

  function options(select, values, name) {
    for (const v of [...new Set(values)].filter(Boolean).sort((a, b) => name(a).localeCompare(name(b)))) {
      select.append(new Option(name(v), v));
    }
  }
  options(form.country, rows.map((r) => r[COUNTRY]), (c) => countries[c] || c);
  options(form.government, rows.map((r) => r[GOV]), (c) => labels[c] || c);
  options(form.irm, rows.map((r) => r[IRM]), (c) => labels[c] || c);

  function chip(code) {
    const span = document.createElement("span");
    span.className = "chip " + code;
    span.textContent = labels[code] || code;
    return span;
  }
  function show() {
    const part = document.createDocumentFragment();
    for (const i of hits.slice(shown, shown + STEP)) {
      const r = rows[i];
      const tr = document.createElement("tr");
      const cells = Array.from({ length: 6 }, () => tr.appendChild(document.createElement("td")));
      const link = document.createElement("a");
      link.href = "c/" + r[FILE] + ".html";
      link.textContent = r[TITLE] || r[ID];
      cells[0].append(link);
      cells[1].textContent = r[PLAN];
      cells[2].textContent = r[LEAD];
      if (r[GOV]) cells[3].append(chip(r[GOV]));
      if (r[PERCENT] !== null) cells[3].append(" " + r[PERCENT] + "%");
      if (r[IRM]) cells[4].append(chip(r[IRM]));
      cells[5].className = "n";
      cells[5].textContent = r[GAP] === null || r[GAP] === undefined ? "" : (r[GAP] > 0 ? "+" : "") + r[GAP];
      part.append(tr);
    }
    body.append(part);
    shown = Math.min(shown + STEP, hits.length);
    more.hidden = shown >= hits.length;
  }
  function find() {
    const terms = fold(form.q.value).split(/\s+/).filter(Boolean);
    const { country, government, irm } = form;
    hits = [];
    for (let i = 0; i < rows.length; i++) {
      const r = rows[i];
      if (country.value && r[COUNTRY] !== country.value) continue;
      if (government.value && r[GOV] !== government.value) continue;
      if (irm.value && r[IRM] !== irm.value) continue;
      if (terms.every((t) => folded[i].includes(t))) hits.push(i);
    }
    body.replaceChildren();
    shown = 0;
    show();
    count.textContent = hits.length + " " + words.found;
    const state = new URLSearchParams([...new FormData(form)].filter(([, v]) => v)).toString();
    try { history.replaceState(null, "", state ? "?" + state : location.pathname); } catch { /* file: addresses may refuse */ }
  }
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (form.elements[name]) form.elements[name].value = value;
  }
  form.addEventListener("input", find);
  form.addEventListener("submit", (event) => { event.preventDefault(); find(); });
  more.addEventListener("click", show);
  find();
})();
