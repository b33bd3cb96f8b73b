export default {
  forbidden: [{ name: "no-circles", severity: "error", from: {}, to: { circular: true } }],
  options: { tsPreCompilationDeps: true, doNotFollow: { path: "node_modules" }, exclude: {path: "node_modules"}, tsConfig: { fileName: "tsconfig.json" } },
};
