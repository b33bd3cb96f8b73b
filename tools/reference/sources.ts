// Finds what a name means in a source file: what the file declares, or what it imports from another one.
import * as fs from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";

type Named = ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.FunctionDeclaration | ts.ClassDeclaration;

export interface Sources {
  /** Every TypeScript file below a folder, in the order of their paths. */
  below(folder: string): readonly ts.SourceFile[];
  /** The declaration; nothing for what comes from a package. */
  find(name: string, from: ts.SourceFile): Named | undefined;
}

/** Files are named by their paths from the root, with `/` on every system. */
export function readSources(root: string): Sources {
  const opened = new Map<string, ts.SourceFile | undefined>();
  const open = (file: string): ts.SourceFile | undefined => {
    if (!opened.has(file)) opened.set(file, parse(root, file));
    return opened.get(file);
  };
  const find = (name: string, from: ts.SourceFile): Named | undefined =>
    from.statements.filter(isNamed).find((one) => one.name?.text === name) ?? imported(name, from);
  const imported = (name: string, from: ts.SourceFile): Named | undefined => {
    for (const { specifier, original } of bindings(from).filter((one) => one.name === name)) {
      const target = path.posix.join(path.posix.dirname(from.fileName), specifier);
      const source = open(`${target}.ts`) ?? open(`${target}/index.ts`);
      if (source) return find(original, source);
    }
    return undefined;
  };
  return {
    below: (folder) =>
      fs
        .readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
        .map((name) => path.posix.join(folder, name.replaceAll(path.sep, "/")))
        .filter((file) => file.endsWith(".ts"))
        .sort()
        .flatMap((file) => open(file) ?? []),
    find,
  };
}

function parse(root: string, file: string): ts.SourceFile | undefined {
  const there = path.join(root, file);
  if (!fs.existsSync(there)) return undefined;
  return ts.createSourceFile(file, fs.readFileSync(there, "utf8"), ts.ScriptTarget.Latest, true);
}

function isNamed(one: ts.Statement): one is Named {
  return (
    ts.isInterfaceDeclaration(one) ||
    ts.isTypeAliasDeclaration(one) ||
    ts.isFunctionDeclaration(one) ||
    ts.isClassDeclaration(one)
  );
}

interface Binding {
  readonly name: string;
  /** What the other file calls it. */
  readonly original: string;
  /** The other file, without its ending. */
  readonly specifier: string;
}

/** What a file imports from others of the project, and what it hands on from them. */
function bindings(from: ts.SourceFile): Binding[] {
  return from.statements.flatMap((one) => {
    const list = ts.isImportDeclaration(one)
      ? one.importClause?.namedBindings
      : ts.isExportDeclaration(one)
        ? one.exportClause
        : undefined;
    if (!list || !(ts.isNamedImports(list) || ts.isNamedExports(list))) return [];
    const module = (one as ts.ImportDeclaration | ts.ExportDeclaration).moduleSpecifier;
    if (!module || !ts.isStringLiteral(module) || !module.text.startsWith(".")) return [];
    return list.elements.map(({ name, propertyName }) => ({
      name: name.text,
      original: (propertyName ?? name).text,
      specifier: module.text,
    }));
  });
}
