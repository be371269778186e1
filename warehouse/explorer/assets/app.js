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
  const meant = document.getElementById("meant");
  const more = document.getElementById("more");
  const tongue = document.querySelector(".tongue");
  const elsewhere = tongue.getAttribute("href");
  const { id, plan, lead, government, irm, percent, gap, results, starred, doubt, topics, plans, leads, codes } = index;
  const own = index[words.lang];
  const other = index[words.other];
  const label = (code) => words.labels[code] || words.t[code] || code.replaceAll("_", " ");
  const country = (code) => words.countries[code] || code || "";
  const fold = (s) => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const titled = (i) => own[i] || index.title[i] || other[i] || id[i];
  const years = plans.map(([, start, end, place]) =>
    [place, start && end ? start + "–" + end : start].filter(Boolean).join(" "));
  const named = plans.map(([code], p) => (country(code) + " " + years[p]).trim());
  const region = (i) => (plan[i] < 0 ? undefined : index.regions[plans[plan[i]][0]]);
  // Every word that a commitment is found by, folded once.
  const foldedLeads = leads.map(fold);
  const foldedPlans = named.map(fold);
  const folded = id.map((key, i) => {
    const titles = index.title[i] + " " + (index.en[i] || "") + " " + (index.es[i] || "");
    return fold(titles + " " + key) + " " + (foldedLeads[lead[i]] || "") + " " + (foldedPlans[plan[i]] || "");
  });
  let known = null; // every word that stands in the index, for words that were mistyped
  let hits = [];
  let shown = 0;

  function options(select, values, name) {
    const found = [...new Set(values)].filter((v) => v !== undefined && v !== null);
    for (const v of found.sort((a, b) => name(a).localeCompare(name(b), words.lang))) select.append(new Option(name(v), v));
  }
  options(form.country, plans.map(([code]) => code), country);
  options(form.plan, plans.map((_, p) => p), (p) => named[p]);
  options(form.region, Object.values(index.regions), label);
  options(form.government, government.map((c) => codes[c]), label);
  options(form.irm, irm.map((c) => codes[c]), label);
  options(form.results, results.map((c) => codes[c]), label);
  options(form.topic, index.subjects, label);
  options(document.getElementById("institutions"), leads.flatMap((names) => names.split("; ")), String);

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
    link.textContent = titled(i);
    const key = document.createElement("span");
    key.className = "id key";
    key.textContent = id[i] + (starred[i] === 1 ? " ★" : "") + (doubt[i] ? " ⚑" : "");
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

  // The words that are looked for; those in quotation marks belong together.
  function terms() {
    return [...fold(form.q.value).matchAll(/["“”«»]([^"“”«»]+)["“”«»]?|([^\s"“”«»]+)/g)]
      .map((m) => (m[1] || m[2]).trim()).filter(Boolean);
  }
  // Whether a word becomes another by so many letters left out, put in, changed or swapped.
  function near(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return false;
    let [before, last] = [[], [...Array(b.length + 1).keys()]];
    for (let i = 1; i <= a.length; i++) {
      const now = [i];
      for (let j = 1; j <= b.length; j++) {
        let cost = Math.min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
        now.push(cost);
      }
      if (Math.min(...now) > most) return false;
      [before, last] = [last, now];
    }
    return last[b.length] <= most;
  }
  // The words of the index that may be meant by one that stands nowhere.
  function likely(term) {
    if (term.length < 4 || /\s/.test(term)) return [];
    known ||= new Set(folded.join(" ").split(/[^\p{L}\p{N}]+/u).filter((w) => w.length > 2));
    const most = term.length < 8 ? 1 : 2;
    return [...known].filter((w) => near(term, w, most) || (w.length > term.length && near(term, w.slice(0, term.length), 1)));
  }

  const orders = {
    title: (a, b) => titled(a).localeCompare(titled(b), words.lang),
    country: (a, b) => (named[plan[a]] || "").localeCompare(named[plan[b]] || "", words.lang),
    newest: (a, b) => ((plans[plan[b]] || [])[1] || 0) - ((plans[plan[a]] || [])[1] || 0),
    gap: (a, b) => Math.abs(gap[b] || 0) - Math.abs(gap[a] || 0),
    percent: (a, b) => (percent[b] ?? -1) - (percent[a] ?? -1),
  };
  function tests() {
    const list = [];
    const code = (name) => codes.indexOf(form[name].value);
    if (form.country.value) list.push((i) => plan[i] >= 0 && plans[plan[i]][0] === form.country.value);
    if (form.plan.value) list.push((i) => plan[i] === +form.plan.value);
    if (form.region.value) list.push((i) => region(i) === form.region.value);
    if (form.government.value) list.push((i) => government[i] === code("government"));
    if (form.irm.value) list.push((i) => irm[i] === code("irm"));
    if (form.results.value) list.push((i) => results[i] === code("results"));
    if (form.topic.value) list.push((i) => topics[i].includes(index.subjects.indexOf(form.topic.value)));
    if (form.institution.value) {
      const wanted = fold(form.institution.value);
      list.push((i) => (foldedLeads[lead[i]] || "").includes(wanted));
    }
    if (form.apart.checked) list.push((i) => gap[i]);
    if (form.starred.checked) list.push((i) => starred[i] === 1);
    if (form.doubt.checked) list.push((i) => doubt[i]);
    if (form.open.checked) list.push((i) => government[i] < 0 && irm[i] < 0 && percent[i] === null);
    return list;
  }
  function find() {
    if (form.deep.checked && !window.TEXTS && form.q.value.trim()) return load();
    const deep = form.deep.checked && window.TEXTS;
    const has = (i, t) => folded[i].includes(t) || (deep && window.TEXTS[i].includes(t));
    const every = [...id.keys()];
    const guessed = [];
    const wanted = terms().map((t) => {
      if (every.some((i) => has(i, t))) return [t];
      const others = likely(t);
      if (others.length) guessed.push(t + " → " + others.slice(0, 4).join(", "));
      return others.length ? others : [t];
    });
    const list = tests();
    hits = every.filter((i) => list.every((test) => test(i)) && wanted.every((any) => any.some((t) => has(i, t))));
    if (orders[form.sort.value]) hits.sort(orders[form.sort.value]);
    body.replaceChildren();
    shown = 0;
    show();
    count.textContent = hits.length + " " + (hits.length === 1 ? words.t.found_one : words.t.found);
    meant.textContent = guessed.length ? words.t.meant + " " + guessed.join("; ") : "";
    const state = new URLSearchParams([...new FormData(form)].filter(([, v]) => v)).toString();
    tongue.href = elsewhere + (state ? "?" + state : "");
    try { history.replaceState(null, "", state ? "?" + state : location.pathname); } catch { /* file: addresses may refuse */ }
  }
  function load() {
    const script = document.createElement("script");
    script.src = document.getElementById("filters").dataset.texts;
    script.addEventListener("load", find);
    script.addEventListener("error", () => { form.deep.checked = false; find(); });
    document.head.append(script);
    count.textContent = "…";
  }

  // The list as it is filtered and sorted, as CSV; what a spreadsheet would take for a formula is marked as words.
  function csv() {
    const cell = (v) => {
      const said = String(v ?? "");
      const plain = /^[=+\-@\t\r]/.test(said) && typeof v !== "number" ? "'" + said : said;
      return /[",\n\r]/.test(plain) ? '"' + plain.replaceAll('"', '""') + '"' : plain;
    };
    const code = (at) => (at < 0 ? "" : codes[at]);
    const head = ["commitment_id", "title", "country_code", "plan", "institution", "government", "government_percent",
      "irm", "gap", "early_results", "starred", "topics", "may_be_wrong"];
    const lines = hits.map((i) => [id[i], titled(i), (plans[plan[i]] || [])[0], named[plan[i]], leads[lead[i]],
      code(government[i]), percent[i], code(irm[i]), gap[i], code(results[i]), ["", "no", "yes"][starred[i] + 1],
      topics[i].map((t) => index.subjects[t]).join("; "), doubt[i] ? "yes" : "no"]);
    return "\ufeff" + [head, ...lines].map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
  }
  document.getElementById("csv").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
    link.download = "commitments.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });

  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements[name];
    if (field && field.type === "checkbox") field.checked = true;
    else if (field) field.value = value;
  }
  const further = form.querySelector("details");
  further.open = [...further.querySelectorAll("select, input")].some((f) => (f.type === "checkbox" ? f.checked : f.value));
  let waiting = 0;
  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (event.target === form.q && form.deep.checked) waiting = setTimeout(find, 150);
    else find();
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); find(); });
  more.addEventListener("click", show);
  find();
})();
