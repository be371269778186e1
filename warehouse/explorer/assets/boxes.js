// A value and its box on the page beside it lead to each other; nothing moves that is in sight. Without scripts the
// links are plain ones.
(function () {
  "use strict";
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".read a[href^='#b'], .leaf a[href^='#v']");
    const target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!target) return;
    event.preventDefault();
    for (const old of document.querySelectorAll(".here")) old.classList.remove("here");
    target.classList.add("here");
    target.scrollIntoView({ block: "nearest" });
  });
})();
