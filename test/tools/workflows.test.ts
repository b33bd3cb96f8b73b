// Tests the workflows of GitHub Actions: what each may use and get, and that what a pull request says can't do harm in a comment.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly env?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = ".github/workflows";
const files = fs.readdirSync(folder);
const texts = files.map((file) => [file, fs.readFileSync(path.join(folder, file), "utf8")] as const);
const workflows = new Map(texts.map(([file, text]) => [file, parse(text) as Workflow]));
const jobs = [...workflows].flatMap(([file, workflow]) =>
  Object.entries(workflow.jobs).map(([name, job]) => [`${file} ${name}`, job, workflow] as const),
);
const uses = (job: Job, action: string) => job.steps.filter((step) => step.uses?.startsWith(`${action}@`));
/** Whether something in the job opens an account, or the state. */
const opens = (job: Job) =>
  job.permissions?.["id-token"] !== undefined || JSON.stringify(job.steps).includes("secrets.");

test("there are workflows, and jobs that the rules below are about", () => {
  expect(files.sort()).toEqual(["checks.yml", "comment.yml", "preview.yml"]);
  expect(jobs.filter(([, job]) => opens(job)).map(([name]) => name)).toEqual(["preview.yml preview"]);
});

test.each(texts)("%s pins each action by a full commit, with its version beside it", (_, text) => {
  const lines = text.split("\n").filter((line) => line.includes("uses:"));
  expect(lines).not.toEqual([]);
  for (const line of lines)
    expect(line).toMatch(/uses: [\w-]+\/[\w-]+(\/[\w-]+)*@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test("an action is pinned to one commit and one version everywhere", () => {
  const pins = texts.flatMap(([, text]) => [...text.matchAll(/uses: (\S+)@(.+)$/gm)]);
  const byAction = new Map(pins.map(([, action, pin]) => [action, pin]));
  for (const [, action, pin] of pins) expect(pin).toBe(byAction.get(action));
});

test.each([...workflows])(
  "%s grants nothing as a whole, and never runs for `pull_request_target`",
  (_, one) => {
    expect(one.permissions).toEqual({});
    expect(Object.keys(one.on)).not.toContain("pull_request_target");
    expect(JSON.stringify(one.env ?? {})).not.toContain("secrets.");
  },
);

test.each(jobs)(
  "%s says what it may, and no more than reading the code unless it is said why here",
  (name, job) => {
    const more: Readonly<Record<string, object>> = {
      "preview.yml preview": { contents: "read", "id-token": "write" },
      "comment.yml comment": { actions: "read", "pull-requests": "write" },
    };
    expect(job.permissions).toEqual(more[name] ?? { contents: "read" });
  },
);

test.each(jobs)(
  "%s leaves no token in its checkout, and puts nothing of a pull request into a script",
  (_, job) => {
    for (const step of uses(job, "actions/checkout"))
      expect(step.with).toMatchObject({ "persist-credentials": false });
    for (const step of job.steps)
      for (const script of [step.run, step.with?.["script"]]) expect(script ?? "").not.toContain("${{");
  },
);

describe.each(jobs.filter(([, job]) => opens(job)))("%s, which opens an account,", (_, job) => {
  test("waits for the reviewers of an environment", () => expect(job.environment).toBe("preview"));

  test("never runs for a fork", () =>
    expect(job.if).toMatch(/^github\.event\.pull_request\.head\.repo\.full_name == github\.repository && /));

  test("takes nothing that an unapproved run may have left in a cache", () => {
    expect(uses(job, "actions/cache")).toEqual([]);
    for (const { uses: action, with: settings } of job.steps)
      if (action?.includes("/setup-"))
        expect(settings).toEqual({ "node-version": 22, "package-manager-cache": false });
  });
});

test("a pull request gets either a rehearsal or a preview", () => {
  const { rehearsal, preview } = workflows.get("preview.yml")!.jobs;
  const negated = preview!
    .if!.replace("==", "≠")
    .replaceAll("!=", "==")
    .replace("≠", "!=")
    .replaceAll("&&", "||");
  expect(rehearsal!.if).toBe(negated);
});

test("what can write to pull requests runs no code of theirs", () => {
  const writers = jobs.filter(([, job]) => job.permissions?.["pull-requests"] === "write");
  expect(writers.map(([name]) => name)).toEqual(["comment.yml comment"]);
  const [[, job]] = writers as [(typeof writers)[number]];
  expect(job.steps.map(({ uses: action }) => action!.split("@")[0])).toEqual([
    "actions/download-artifact",
    "actions/github-script",
  ]);
});

describe("the comment", () => {
  const step = uses(workflows.get("comment.yml")!.jobs["comment"]!, "actions/github-script")[0]!;
  const marker = "<!-- crossover preview dev -->";
  const repository = { owner: { login: "someone" } };
  const run = { head_sha: "abc", head_branch: "change", head_repository: repository as object | null };
  const pull = { number: 7, head: { sha: "abc" } };
  const before = process.cwd();
  let root: string;

  /** Runs the workflow's script as `actions/github-script` does; returns what was written. */
  async function comment(
    summaries: Record<string, string>,
    { of = run, pulls = [pull], comments = [] as object[] } = {},
  ) {
    fs.mkdirSync("summaries", { recursive: true });
    for (const [file, text] of Object.entries(summaries)) fs.writeFileSync(`summaries/${file}`, text);
    const written: { comment_id?: number; issue_number?: number; body: string }[] = [];
    const write = (one: (typeof written)[number]) => Promise.resolve(written.push(one));
    const list = () => undefined;
    const listComments = () => undefined;
    const github = {
      paginate: (call: unknown) => Promise.resolve(call === list ? pulls : comments),
      rest: { pulls: { list }, issues: { listComments, createComment: write, updateComment: write } },
    };
    const context = { repo: { owner: "example", repo: "shop" }, payload: { workflow_run: of } };
    Object.assign(process.env, step.env);
    const AsyncFunction = (async () => {}).constructor as new (
      ...words: string[]
    ) => (...given: unknown[]) => Promise<void>;
    await new AsyncFunction("require", "github", "context", step.with!["script"]!)(require, github, context);
    return written;
  }

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-comment-"));
    process.chdir(root);
  });
  afterEach(() => {
    process.chdir(before);
    fs.rmSync(root, { recursive: true });
    delete process.env["STACKS"];
  });

  test("of each stack is made once, and then updated", async () => {
    const dev = `${marker}\n\n### dev: done\n`;
    expect(await comment({ "dev.md": dev, "prod.md": "### prod\n" })).toEqual([
      {
        owner: "example",
        repo: "shop",
        issue_number: 7,
        body: expect.stringMatching(/^<!-- crossover preview dev -->\n\n\n### dev: done/) as string,
      },
      expect.objectContaining({ body: expect.stringMatching(/^<!-- crossover preview prod -->/) as string }),
    ]);
    fs.rmSync("summaries", { recursive: true });
    const mine = { id: 3, user: { login: "github-actions[bot]" }, body: `${marker}\nold` };
    expect(await comment({ "dev.md": dev }, { comments: [mine] })).toEqual([
      expect.objectContaining({ comment_id: 3 }),
    ]);
  });

  test("of somebody else is left alone, marked or not", async () => {
    const theirs = { id: 3, user: { login: "someone" }, body: `${marker}\nmine` };
    const [one] = await comment({ "dev.md": "x" }, { comments: [theirs] });
    expect(one).toMatchObject({ issue_number: 7 });
  });

  test("has no mention, another stack's place, or endless text", async () => {
    const [one, ...others] = await comment({
      "dev.md": `<!-- crossover preview prod -->\n@everyone ${"x".repeat(100_000)}`,
      "staging.md": "x".repeat(1_000_001),
      "other.md": "### other",
    });
    expect(others).toEqual([]);
    expect(one!.body.startsWith(marker)).toBe(true);
    expect(one!.body).not.toMatch(/@everyone/);
    expect(one!.body.length).toBeLessThan(65_536);
  });

  test.each([
    ["of a pull request with a newer commit", { pulls: [{ number: 7, head: { sha: "new" } }] }],
    ["of a pull request that is closed", { pulls: [] }],
    ["of a fork that is gone", { of: { ...run, head_repository: null } }],
  ])("%s isn't written", async (_, world) => {
    expect(await comment({ "dev.md": "x" }, world)).toEqual([]);
  });

  test("isn't written from a link, or from nothing", async () => {
    fs.writeFileSync("secret", "of this machine");
    fs.mkdirSync("summaries");
    fs.symlinkSync("../secret", "summaries/dev.md");
    expect(await comment({})).toEqual([]);
  });
});
