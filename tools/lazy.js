// Defers two large libraries that the Pulumi SDK loads at start in order to serialise functions, which this program
// never does: 0.4 s of each command.
const Module = require("module");

const deferred = new Set(["typescript", "@npmcli/arborist"]);
const load = Module._load;

Module._load = (request, parent, isMain) => {
  const now = () => load(request, parent, isMain);
  if (!deferred.has(request) || !parent?.filename?.includes("@pulumi")) return now();
  // Still the library, if it should be asked for anything.
  return new Proxy({}, { get: (_, key) => (key === "__esModule" ? true : now()[key]) });
};
