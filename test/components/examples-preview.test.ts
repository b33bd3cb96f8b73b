// The examples in docs/examples can be previewed before anything of them is there.
import { runExamples } from "./examples";

runExamples(true);
