// Which room of the project may import which: the design's table, as lint rules that need no type information.
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** What each room may import besides itself and packages. A room that isn't named here may import anything. */
const rooms = {
  "index.ts": ["src/program.ts"],
  "src/schema": [],
  "src/model": ["src/schema"],
  "src/config": ["src/schema", "src/model"],
  "src/observe": ["src", "components"],
  components: ["src/schema", "src/model", "src/observe"],
  "src/*.ts": ["src", "components"],
  "src/declare": ["src", "components"],
  "src/rehearsal": ["src/schema", "src/model"],
  "src/database": ["src/schema"],
  "src/cli": ["index.ts", "package.json", "src", "components", "tools"],
  tools: ["index.ts", "src", "components"],
};

const zones = [
  ...Object.entries(rooms).map(([room, allowed]) => ({
    target: room,
    from: ".",
    except: [room, ...allowed, "node_modules"],
    message: `${room} may import only ${["packages", ...allowed].join(", ")}.`,
  })),
  {
    target: ["src/*.ts", "src/declare", "src/observe"],
    from: ["src/cli", "src/rehearsal", "src/database"],
    message: "The program doesn't know how it is run, nor that it is rehearsed; it opens no database.",
  },
  {
    target: ["src/cli", "tools"],
    from: "src/rehearsal",
    except: ["index.ts"],
    message: "Import the rehearsal by its index.",
  },
];

const config = "Read configuration in src/config and hand it on.";

/** @type {import("eslint").Linter.Config[]} */
export default [
  {
    files: ["**/*.ts"],
    languageOptions: { parser: tseslint.parser },
    plugins: { "import-x": importX },
    settings: { "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".js", ".json"] })] },
    rules: { "import-x/no-restricted-paths": ["error", { zones }] },
  },
  {
    files: ["src/model/**/*.ts", "src/schema/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["@pulumi/*"], message: "Decisions are pure: they know nothing of Pulumi." }] },
      ],
    },
  },
  {
    files: ["index.ts", "src/**/*.ts", "components/**/*.ts"],
    ignores: ["src/config/**"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression[callee.property.name='Config']", message: config },
        {
          selector:
            "ImportDeclaration[source.value='@pulumi/pulumi'] > ImportSpecifier[imported.name='Config']",
          message: config,
        },
      ],
    },
  },
];
