// Puts every Kubernetes object of the recorded stacks before kube-score and checkov, which judge by recommended practice.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import type { KubeObject } from "./kube";
import { endsWithJudge, removeFolder, temporaryFolder } from "./leftovers";
import { ensureKubeScore } from "./programs";
import { ensurePython } from "./python";
import { recordedObjects } from "./recorded";
import { sift, type Finding } from "./skips";

type Print = (line: string) => void;

/** What a tool says of one stack. */
interface Said {
  /** How many objects it has a check for. */
  readonly judged: number;
  readonly checks: number;
  readonly findings: readonly Finding[];
}

/** @returns how many findings nothing justifies. */
export async function judgeManifests(print: Print): Promise<number> {
  const kubeScore = await ensureKubeScore(print);
  const checkov = (await ensurePython("checkov", print)).program("checkov");
  const objects = recordedObjects();
  const folder = temporaryFolder("manifests");
  let faults = 0;
  try {
    const tools: Readonly<Record<string, (stack: string, objects: readonly KubeObject[]) => Promise<Said>>> =
      {
        "kube-score": (stack, all) => askKubeScore(kubeScore, folder, stack, all),
        checkov: (stack, all) => askCheckov(checkov, folder, stack, all),
      };
    print(
      `\nmanifests: ${String([...objects.values()].flat().length)} objects of ${String(objects.size)} recorded stacks`,
    );
    for (const [tool, ask] of Object.entries(tools)) {
      const said: Said[] = [];
      for (const [stack, all] of objects) said.push(await ask(stack, all));
      const sum = (of: (one: Said) => number) => String(said.reduce((total, one) => total + of(one), 0));
      const { faults: lines, justified } = sift(
        [tool],
        said.flatMap(({ findings }) => findings),
      );
      print(
        `  ${tool}: ${sum(({ checks }) => checks)} checks of ${sum(({ judged }) => judged)} objects; ${String(justified)} findings are justified in skips.yaml`,
      );
      for (const line of lines) print(`      ✗ ${line}`);
      faults += lines.length;
    }
  } finally {
    removeFolder(folder);
  }
  return faults;
}

interface Scored {
  readonly type_meta: { readonly kind: string };
  readonly object_meta: { readonly name: string };
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly { readonly summary: string }[] | null;
  }[];
}

/** Its grades go to 10, which is all right. */
const allRight = 10;

async function askKubeScore(
  command: string,
  folder: string,
  stack: string,
  objects: readonly KubeObject[],
): Promise<Said> {
  const file = path.join(folder, `${stack}.yaml`);
  fs.writeFileSync(file, objects.map((one) => JSON.stringify(one)).join("\n---\n"));
  const options = [
    "--all-default-optional",
    "--output-format",
    "json",
    "--kubernetes-version",
    `v${kubernetesOf(stack)}`,
  ];
  const scored = JSON.parse(await say(command, ["score", ...options, file])) as Scored[];
  const findings = scored.flatMap(({ type_meta, object_meta, checks }) =>
    checks
      .filter(({ grade, skipped }) => !skipped && grade < allRight)
      .map(({ check, comments }) => ({
        tool: "kube-score",
        check: check.id,
        where: `${stack}/${type_meta.kind}/${object_meta.name}`,
        says: (comments ?? []).map(({ summary }) => summary).join("; "),
      })),
  );
  const done = scored.map(({ checks }) => checks.filter(({ skipped }) => !skipped).length);
  return {
    judged: done.filter((count) => count > 0).length,
    checks: done.reduce((total, count) => total + count, 0),
    findings,
  };
}

interface Checked {
  readonly check_id: string;
  readonly check_name: string;
  /** Kind, namespace and name, with dots between. */
  readonly resource: string;
  readonly file_path: string;
}

async function askCheckov(
  command: string,
  folder: string,
  stack: string,
  objects: readonly KubeObject[],
): Promise<Said> {
  const own = path.join(folder, stack);
  fs.mkdirSync(own);
  for (const [i, one] of objects.entries())
    fs.writeFileSync(path.join(own, `${String(i)}.yaml`), JSON.stringify(one, undefined, 2));
  const options = ["--framework", "kubernetes", "--skip-download", "--output", "json", "--directory", own];
  const answer = JSON.parse(await say(command, options)) as {
    results: { passed_checks: Checked[]; failed_checks: Checked[]; parsing_errors: string[] };
  };
  const { passed_checks: passed, failed_checks: failed, parsing_errors: unread } = answer.results;
  if (unread.length > 0) throw new Error(`checkov can't read ${unread.join(", ")}`);
  const objectOf = ({ file_path }: Checked) => objects[Number(path.parse(file_path).name)]!;
  return {
    judged: new Set([...passed, ...failed].map(({ file_path }) => file_path)).size,
    checks: passed.length + failed.length,
    findings: failed.map((one) => {
      const { kind, metadata } = objectOf(one);
      const where = `${stack}/${String(kind)}/${metadata.name}`;
      return { tool: "checkov", check: one.check_id, where, says: one.check_name };
    }),
  };
}

/** The Kubernetes version of a stack's clusters, e.g. `1.36`; of one that shares another's, the newest of all. */
function kubernetesOf(stack: string): string {
  const root = path.join(__dirname, "..", "..");
  const versionsOf = (file: string): string[] => {
    const { config } = parse(fs.readFileSync(path.join(root, file), "utf8")) as {
      config: { "crossover:clusters"?: Record<string, { version?: string }> };
    };
    return Object.values(config["crossover:clusters"] ?? {}).flatMap(({ version }) => version ?? []);
  };
  const own = versionsOf(`Pulumi.${stack.split("-with-")[0]!}.yaml`);
  const all = fs.readdirSync(root).filter((file) => /^Pulumi\..+\.yaml$/.test(file));
  const [newest] = (own.length > 0 ? own : all.flatMap(versionsOf)).sort(
    (a, b) => Number(b.split(".")[1]) - Number(a.split(".")[1]),
  );
  if (newest === undefined) throw new Error(`no stack file names a Kubernetes version`);
  return newest;
}

/** Standard output of a tool, which ends with a failure where it finds something. It reaches no network. */
function say(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const nowhere = "http://127.0.0.1:9";
    const env = { ...process.env, HTTPS_PROXY: nowhere, https_proxy: nowhere, HTTP_PROXY: nowhere };
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    endsWithJudge(child, "SIGKILL");
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.on("error", reject);
    child.on("close", (code) =>
      code !== null && code <= 1 && out !== ""
        ? resolve(out)
        : reject(new Error(`${path.basename(command)} ended with ${String(code)}: ${err.slice(-2000)}`)),
    );
  });
}
