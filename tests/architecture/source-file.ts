import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import ts from "typescript";

/** `to` is a path in the repository for our own files, else the package's name as written. */
export type Import = { to: string; ours: boolean; typeOnly: boolean; names: string[]; namespace: string | null };
export type SourceFile = { path: string; text: string; tree: ts.SourceFile; imports: Import[] };

const aliases = { kernel: "app/kernel", domain: "app/domain", ui: "app/ui", mail: "app/mail", app: "app" } as const;

/** The repository path (without extension) an import points at, or null for a package. */
function ownPath(from: string, specifier: string): string | null {
  if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(from), specifier);
  const alias = /^#(\w+)\/(.+)$/.exec(specifier);
  if (!alias) return null;
  const [, name = "", rest = ""] = alias;
  return `${aliases[name as keyof typeof aliases] ?? name}/${rest}`;
}

/** Reads one file's text the way the rules look at it: its tree and everything it imports or exports again. */
export function readSource(filePath: string, text: string): SourceFile {
  const kind = filePath.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const tree = ts.createSourceFile(filePath, text, ts.ScriptTarget.Latest, true, kind);
  const imports: Import[] = [];
  const add = (specifier: string, rest: Omit<Import, "to" | "ours">) => {
    const own = ownPath(filePath, specifier);
    imports.push({ to: own ?? specifier, ours: own !== null, ...rest });
  };
  visit(tree, (node) => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const { importClause: clause } = node;
      const bindings = clause?.namedBindings;
      const elements = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
      const everyTypeOnly = elements.length > 0 && !clause?.name && elements.every((one) => one.isTypeOnly);
      add(node.moduleSpecifier.text, {
        typeOnly: clause?.phaseModifier === ts.SyntaxKind.TypeKeyword || everyTypeOnly,
        names: elements.map((one) => one.name.text),
        namespace: bindings && ts.isNamespaceImport(bindings) ? bindings.name.text : null,
      });
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, { typeOnly: node.isTypeOnly, names: [], namespace: null });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [first] = node.arguments;
      if (first && ts.isStringLiteral(first)) add(first.text, { typeOnly: false, names: [], namespace: null });
    }
  });
  return { path: filePath, text, tree, imports };
}

/** Calls `see` for every node below, the node itself included. */
export function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  node.forEachChild((child) => visit(child, see));
}

/** The text of a string or of a template, its holes left out; null for any other node. */
export function literalText(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map((span) => `\${}${span.literal.text}`).join("");
  return null;
}

/** Every TypeScript file of these folders, tests left out. */
export function readSources(root: string, folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter(
        (entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.(test|test-world|d)\.tsx?$/.test(entry.name),
      )
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
      .toSorted()
      .map((filePath) => readSource(filePath, readFileSync(path.join(root, filePath), "utf8"))),
  );
}
