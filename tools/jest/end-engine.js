// Removes what tests on the engine have started from.
const fs = require("fs");

module.exports = () => {
  fs.rmSync(process.env.CROSSOVER_STARTS, { recursive: true, force: true });
};
