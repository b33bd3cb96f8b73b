// Runs the program for `pulumi preview` and `pulumi up`.
import { program } from "./src/program";

export = () => program({ root: __dirname });
