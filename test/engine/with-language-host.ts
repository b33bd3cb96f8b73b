// Runs `pulumi` with the stand-in for its Node language host, as a process that is told what the real one would be told.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { serveLanguageHost } from "../../tools/language-host";

async function run(root: string, args: readonly string[]): Promise<void> {
  const { runtime } = parse(fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as {
    runtime: { options: { nodeargs: string } };
  };
  const host = await serveLanguageHost(root, runtime.options.nodeargs.split(" "), (text) =>
    process.stdout.write(text),
  );
  const client = `--client=127.0.0.1:${host.port}`;
  spawn("pulumi", [...args, client, "--non-interactive"], { stdio: "inherit" }).on("close", (code) => {
    host.close();
    process.exitCode = code ?? 1;
  });
}

void run(process.cwd(), process.argv.slice(2));
