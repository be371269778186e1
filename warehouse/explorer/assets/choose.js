// The entry page in the first language of the browser that the site has.
(function () {
  "use strict";
  const wanted = (navigator.languages || [navigator.language]).map((tongue) => tongue.slice(0, 2).toLowerCase());
  location.replace((wanted.find((tongue) => tongue === "en" || tongue === "es") || "en") + "/index.html");
})();
