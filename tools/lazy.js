// Defers TypeScript's compiler, which the Pulumi SDK loads at start in order to serialise functions. This program never does
// that: it would cost each command 60 ms and 30 MB.
const Module = require("module");

const load = Module._load;

Module._load = (request, parent, isMain) => {
  const now = () => load(request, parent, isMain);
  if (request !== "typescript" || !parent?.filename?.includes("@pulumi")) return now();
  // Still the library, if it should be asked for anything.
  return new Proxy({}, { get: (_, key) => (key === "__esModule" ? true : now()[key]) });
};
