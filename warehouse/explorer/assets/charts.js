// Below each chart: the picture as SVG and PNG, and its numbers as CSV, to keep. Without scripts there are no buttons.
(function () {
  "use strict";
  const words = document.body.dataset;
  function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  function picture(figure) {
    const svg = figure.querySelector("svg").cloneNode(true);
    const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    const caption = figure.querySelector("figcaption").textContent.trim();
    const head = 26;
    const room = 22 * figure.querySelectorAll(".legend .chip").length;
    const outer = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    outer.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    outer.setAttribute("width", width + 24);
    outer.setAttribute("height", height + head + room + 24);
    outer.setAttribute("color", "#1d2433");
    const draw = (name, given, text) => {
      const made = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const key in given) made.setAttribute(key, given[key]);
      if (text) made.textContent = text;
      outer.append(made);
    };
    const font = { "font-family": "Segoe UI, Roboto, Liberation Sans, Arial, sans-serif", fill: "#1d2433" };
    draw("rect", { width: "100%", height: "100%", fill: "#fff" });
    draw("text", { x: 12, y: 24, "font-size": 14, "font-weight": 600, ...font }, caption);
    [...figure.querySelectorAll(".legend .chip")].forEach((chip, at) => {
      draw("rect", { x: 12, y: head + 12 + 22 * at, width: 14, height: 14, fill: getComputedStyle(chip).backgroundColor, stroke: "#8b94a5" });
      draw("text", { x: 32, y: head + 23 + 22 * at, "font-size": 12, ...font }, chip.textContent);
    });
    svg.setAttribute("x", 12);
    svg.setAttribute("y", head + room + 12);
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    outer.append(svg);
    return outer;
  }
  const source = (figure) => new XMLSerializer().serializeToString(picture(figure));
  function png(figure, name) {
    const image = new Image();
    image.addEventListener("load", () => {
      const canvas = document.createElement("canvas");
      canvas.width = image.width * 2;
      canvas.height = image.height * 2;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(blob, name + ".png"), "image/png");
    });
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(source(figure));
  }
  function csv(figure) {
    const cell = (c) => '"' + c.textContent.trim().replaceAll('"', '""') + '"';
    return "\ufeff" + [...figure.querySelectorAll("table tr")].map((tr) => [...tr.cells].map(cell).join(",")).join("\r\n") + "\r\n";
  }
  for (const figure of document.querySelectorAll("figure.chart")) {
    if (!figure.querySelector(".drawing svg")) continue;
    const name = figure.querySelector("figcaption").textContent.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
    const line = document.createElement("p");
    line.className = "keep";
    const kinds = {
      SVG: () => save(new Blob([source(figure)], { type: "image/svg+xml" }), name + ".svg"),
      PNG: () => png(figure, name),
      CSV: () => save(new Blob([csv(figure)], { type: "text/csv" }), name + ".csv"),
    };
    for (const kind in kinds) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = kind;
      button.setAttribute("aria-label", words.download + ": " + kind + ", " + figure.querySelector("figcaption").textContent.trim());
      button.addEventListener("click", kinds[kind]);
      line.append(button, " ");
    }
    figure.append(line);
  }
})();
