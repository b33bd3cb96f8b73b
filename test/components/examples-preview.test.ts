// Previews the examples in docs/examples before anything of them is there.
import { runExamples } from "./examples";

runExamples(true);
