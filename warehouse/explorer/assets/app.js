// Search over all commitments, in the page. The index holds a column a property: see search.py.
(function () {
  "use strict";
  const index = window.COMMITMENTS;
  const words = JSON.parse(document.getElementById("words").textContent);
  const STEP = 50;
  const form = document.getElementById("filters");
  const body = document.querySelector("#results tbody");
  const heads = [...document.querySelectorAll("#results thead th")].map((th) => th.textContent);
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  const { id, plan, lead, government, irm, percent, gap, plans, leads, codes } = index;
  const own = index[words.lang];
  const other = index[words.other];
  const label = (code) => words.labels[code] || words.t[code] || code.replaceAll("_", " ");
  const country = (code) => words.countries[code] || code || "";
  const fold = (s) => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const years = plans.map(([, start, end, place]) =>
    [place && place.replaceAll("-", " "), start && end ? start + "–" + end : start].filter(Boolean).join(" "));
  const named = plans.map(([code], p) => (country(code) + " " + years[p]).trim());
  // Every word that a commitment is found by, folded once.
  const foldedLeads = leads.map(fold);
  const foldedPlans = named.map(fold);
  const folded = id.map((key, i) => {
    const titles = index.title[i] + " " + (index.en[i] || "") + " " + (index.es[i] || "");
    return fold(titles + " " + key) + " " + (foldedLeads[lead[i]] || "") + " " + (foldedPlans[plan[i]] || "");
  });
  let hits = [];
  let shown = 0;

  function options(select, values, name) {
    const found = [...new Set(values)].filter((v) => v !== undefined && v !== null);
    for (const v of found.sort((a, b) => name(a).localeCompare(name(b), words.lang))) select.append(new Option(name(v), v));
  }
  options(form.country, plans.map(([code]) => code), country);
  options(form.government, government.map((c) => codes[c]), label);
  options(form.irm, irm.map((c) => codes[c]), label);

  function chip(code) {
    const span = document.createElement("span");
    span.className = "chip " + code;
    span.textContent = label(code);
    return span;
  }
  function row(i) {
    const tr = document.createElement("tr");
    const cells = heads.map((head, place) => {
      const cell = tr.appendChild(document.createElement(place ? "td" : "th"));
      if (place) cell.dataset.name = head;
      else cell.scope = "row";
      return cell;
    });
    const link = document.createElement("a");
    link.href = "c/" + (index.files[i] || id[i]) + ".html";
    link.textContent = own[i] || index.title[i] || other[i] || id[i];
    const key = document.createElement("span");
    key.className = "id";
    key.textContent = id[i];
    cells[0].append(link, " ", key);
    cells[1].textContent = named[plan[i]] || "";
    cells[2].textContent = leads[lead[i]] || "—";
    if (government[i] >= 0) cells[3].append(chip(codes[government[i]]));
    if (percent[i] !== null) cells[3].append(" " + +percent[i].toPrecision(6) + "%");
    if (!cells[3].hasChildNodes()) cells[3].textContent = "—";
    if (irm[i] >= 0) cells[4].append(chip(codes[irm[i]]));
    else cells[4].textContent = "—";
    cells[5].className = "n";
    cells[5].textContent = gap[i] === null ? "—" : (gap[i] > 0 ? "+" : "") + gap[i];
    return tr;
  }
  function show() {
    const part = document.createDocumentFragment();
    for (const i of hits.slice(shown, shown + STEP)) part.append(row(i));
    body.append(part);
    shown = Math.min(shown + STEP, hits.length);
    more.hidden = shown >= hits.length;
  }
  function find() {
    const terms = fold(form.q.value).split(/\s+/).filter(Boolean);
    const place = form.country.value;
    const [gov, mri] = [form.government.value, form.irm.value].map((code) => (code ? codes.indexOf(code) : null));
    const apart = form.apart.checked;
    hits = [];
    for (let i = 0; i < id.length; i++) {
      if (place && (plan[i] < 0 || plans[plan[i]][0] !== place)) continue;
      if (gov !== null && government[i] !== gov) continue;
      if (mri !== null && irm[i] !== mri) continue;
      if (apart && !gap[i]) continue;
      if (terms.every((t) => folded[i].includes(t))) hits.push(i);
    }
    body.replaceChildren();
    shown = 0;
    show();
    count.textContent = hits.length + " " + words.t.found;
    const state = new URLSearchParams([...new FormData(form)].filter(([, v]) => v)).toString();
    try { history.replaceState(null, "", state ? "?" + state : location.pathname); } catch { /* file: addresses may refuse */ }
  }
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements[name];
    if (field && field.type === "checkbox") field.checked = true;
    else if (field) field.value = value;
  }
  form.addEventListener("input", find);
  form.addEventListener("submit", (event) => { event.preventDefault(); find(); });
  more.addEventListener("click", show);
  find();
})();
