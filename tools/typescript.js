// Lets Node load TypeScript: swc takes the types off; nothing is checked (see `npm run types`).
const { readFileSync } = require("fs");
const { openCodeCache } = require("./code-cache");
const { version } = require("@swc/core/package.json");

// Source maps cost time, and only a stack trace needs them.
const traces = (process.env.CROSSOVER_TRACES ?? "") !== "";
process.setSourceMapsEnabled(traces);

const options = {
  swcrc: false,
  sourceMaps: traces ? "inline" : false,
  jsc: { parser: { syntax: "typescript" }, target: "es2022" },
  // Only stacks with freezes need it.
  module: { type: "commonjs", lazy: ["luxon"] },
};
const settings = JSON.stringify([version, options]);
const keep = openCodeCache();

require.extensions[".ts"] = (module, filename) => {
  const source = readFileSync(filename, "utf8");
  // A source map names its file.
  const key = [settings, traces ? filename : "", source].join("\0");
  // Loaded here, since mostly nothing is left to do for it.
  const transform = () => require("@swc/core").transformSync(source, { filename, ...options }).code;
  module._compile(keep(key, transform), filename);
};
