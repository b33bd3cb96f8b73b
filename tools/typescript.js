// Lets Node load TypeScript: swc takes the types off; nothing is checked (see `npm run types`), and nothing is cached.
const { readFileSync } = require("fs");
const { transformSync } = require("@swc/core");

// Source maps cost time, and only a stack trace needs them.
const traces = (process.env.CROSSOVER_TRACES ?? "") !== "";
process.setSourceMapsEnabled(traces);

require.extensions[".ts"] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, "utf8"), {
    filename,
    swcrc: false,
    sourceMaps: traces ? "inline" : false,
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
  });
  module._compile(code, filename);
};
