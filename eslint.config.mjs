// Sets the lint rules: strict TypeScript. tools/rooms.mjs says which file may import which.
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const config = "Read configuration in src/config and hand it on.";
const files = "Write by src/files: whole, in words where it fails, and private where it is a rehearsal's.";
const writes = ["appendFile", "copyFile", "cp", "mkdir", "mkdtemp", "open", "rename", "writeFile"].flatMap(
  (name) => [name, `${name}Sync`],
);

export default defineConfig(
  { ignores: ["node_modules/", "coverage/", ".crossover/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  { rules: { eqeqeq: ["error", "always", { null: "ignore" }], "no-var": "error", "prefer-const": "error" } },
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
  {
    files: ["src/**/*.ts"],
    ignores: ["src/files/**", "src/rehearsal/store/journal.ts"],
    rules: {
      "no-restricted-imports": ["error", { name: "node:fs", importNames: writes, message: files }],
      "no-restricted-properties": [
        "error",
        ...writes.map((property) => ({ object: "fs", property, message: files })),
      ],
    },
  },
  {
    files: ["**/*.ts"],
    ignores: ["**/*.d.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // `noUncheckedIndexedAccess` makes `!` the plain way to say that an index was checked before.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": "off",
      // Objects of closures are taken apart freely; there are few classes, and their methods stay with them.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
    },
  },
  {
    files: ["test/**/*.ts", "tools/judge/**/*.ts"],
    rules: {
      // Inputs of any resource, as mocks record them, and objects of any kind, as an API server answers with them.
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  { files: ["**/*.js"], languageOptions: { sourceType: "commonjs" } },
);
