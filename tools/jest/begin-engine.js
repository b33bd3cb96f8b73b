// Makes the folder in which tests on the engine keep what they start from, for one run.
const fs = require("fs");
const os = require("os");
const path = require("path");

module.exports = () => {
  process.env.CROSSOVER_STARTS = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-starts-"));
};
