// The browser went back to a page that onward.js had shown.
"use strict";

const at = location.pathname;
addEventListener("popstate", () => location.pathname === at || location.reload());
