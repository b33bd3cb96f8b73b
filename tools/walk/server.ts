// Serves command lines of `crossover` to the walk that started this process, one after the other.
import { main } from "../../src/cli/main";
import { withSession } from "../../src/cli/session";
import type { Answer, Request } from "./command";

// The SDK leaves a promise of a refused program to itself.
process.on("unhandledRejection", () => undefined);

process.on("message", (request: Request) => {
  void answer(request).then((answered) => process.send!(answered));
});

process.on("disconnect", () => process.exit());

/** Lets the provider of Kubernetes take over objects that exist already. */
const upserts = "PULUMI_K8S_UPSERT_EXISTING_OBJECTS";

async function answer(request: Request): Promise<Answer> {
  if ("args" in request) {
    if (request.upserts) process.env[upserts] = "true";
    else Reflect.deleteProperty(process.env, upserts);
    return captured(() => main([...request.args, "--json"]));
  }
  try {
    await refresh(request.refresh);
    return { out: "", err: "" };
  } catch (error) {
    return { out: "", err: error instanceof Error ? error.message : String(error) };
  }
}

async function captured(work: () => Promise<unknown>): Promise<Answer> {
  const [out, err] = [capture(process.stdout), capture(process.stderr)];
  try {
    await work();
  } finally {
    out.restore();
    err.restore();
  }
  return { out: out.text(), err: err.text() };
}

function capture(stream: NodeJS.WriteStream): { text(): string; restore(): void } {
  const chunks: string[] = [];
  const write = stream.write.bind(stream);
  stream.write = (chunk: string | Uint8Array) => chunks.push(String(chunk)) > 0;
  return { text: () => chunks.join(""), restore: () => (stream.write = write) };
}

/** Lets the state learn what there is, as `pulumi refresh` does. */
async function refresh(rehearsal: string): Promise<void> {
  const invocation = { stack: "walk", json: true, rehearsal, overrides: [], advance: 0, faults: [] };
  const quietly = () => undefined;
  await withSession(invocation, quietly, async (session) => {
    const stack = await session.stack();
    await stack.refresh({ color: "never" });
  });
}
