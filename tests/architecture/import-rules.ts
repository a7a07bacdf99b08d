import type { Rule } from "./rule";
import type { Import, SourceFile } from "./source-file";

/** A domain calls only domains named before it; the other way goes an event. */
const domainOrder = (
  "organizations identity catalog payments enrollments admissions batches sessions " +
  "attendance transfers workshops tickets imports notifications audit"
).split(" ");
const domainOf = (filePath: string) => /^app\/domain\/([^/]+)\//.exec(filePath)?.[1] ?? null;

const isTables = (filePath: string) => /^app\/domain\/.+\/tables(\.ts)?$/.test(filePath);
const isServerFile = (filePath: string) => /\.server(\.tsx?)?$/.test(filePath);
/** Files of a domain that a browser may load: data and pure functions by their kind. */
const isPureDomain = (filePath: string) =>
  /^app\/domain\/.+\/(inputs|policy|refusals|[a-z-]+\.machine)(\.ts)?$/.test(filePath) || isTables(filePath);
const isComponent = (filePath: string) =>
  filePath.startsWith("app/ui/") || (/^app\/routes\/.+\.tsx$/.test(filePath) && !isRouteModule(filePath));
const isRouteModule = (filePath: string) => /^app\/routes\/([^/]+\.tsx?|[^/]+\/route\.tsx?)$/.test(filePath);

type Layer = {
  name: string;
  holds(filePath: string): boolean;
  /** True where this import may stand. */
  allows(one: Import, file: SourceFile): boolean;
};

const among = (to: string, ...prefixes: string[]) => prefixes.some((prefix) => to === prefix || to.startsWith(prefix));
const neverFromApp = (one: Import) => one.ours && among(one.to, "workers/", "sandbox/", "tests/", "migrations/");

const layers: Layer[] = [
  {
    name: "the kernel imports drizzle, the Neon driver, zod and Temporal, and nothing else of ours",
    holds: (filePath) => filePath.startsWith("app/kernel/"),
    allows: (one) =>
      one.ours
        ? among(one.to, "app/kernel/")
        : among(one.to, "drizzle-orm", "@neondatabase/", "zod", "temporal-polyfill"),
  },
  {
    name: "tables import kernel columns, their own machine and other tables",
    holds: isTables,
    allows: (one) =>
      one.ours
        ? one.typeOnly || isTables(one.to) || one.to === "app/kernel/columns" || one.to.endsWith(".machine")
        : among(one.to, "drizzle-orm"),
  },
  {
    name: "machines, inputs, policies and refusals reach nothing that only a server has",
    holds: (filePath) => isPureDomain(filePath) && !isTables(filePath),
    allows: (one) =>
      one.typeOnly ||
      (one.ours
        ? (among(one.to, "app/kernel/") && !isServerFile(one.to)) ||
          (among(one.to, "app/domain/") && !isServerFile(one.to))
        : one.to === "zod"),
  },
  {
    name: "commands, sweeps and subscribers import the kernel and domains, never routes, workers or integrations",
    holds: (filePath) => filePath.startsWith("app/domain/") && !isPureDomain(filePath),
    allows: (one) =>
      one.ours ? among(one.to, "app/kernel/", "app/domain/") : among(one.to, "drizzle-orm", "zod", "papaparse"),
  },
  {
    name: "a route calls domain functions, never tables, the kernel's database files, integrations or drizzle",
    holds: isRouteModule,
    allows: (one) =>
      one.ours
        ? !neverFromApp(one) && !isTables(one.to) && (!isServerFile(one.to) || one.to === "app/kernel/sqlstate.server")
        : !among(one.to, "drizzle-orm", "@neondatabase/", "pg"),
  },
  {
    name: "a component imports nothing that only a server has",
    holds: isComponent,
    allows: (one) =>
      one.typeOnly ||
      (one.ours
        ? !neverFromApp(one) &&
          !isServerFile(one.to) &&
          !among(one.to, "app/mail/") &&
          (!among(one.to, "app/domain/") || (isPureDomain(one.to) && !isTables(one.to)))
        : !among(one.to, "drizzle-orm", "@neondatabase/", "pg", "node:", "react-dom/server")),
  },
  {
    name: "mail imports copy, paths, money and time, never a domain or the database",
    holds: (filePath) => filePath.startsWith("app/mail/"),
    allows: (one) =>
      one.ours
        ? among(one.to, "app/mail/", "app/copy", "app/paths", "app/kernel/money", "app/kernel/time", "app/ui/brand")
        : among(one.to, "react", "react-dom/server"),
  },
  {
    name: "the app never imports workers, sandbox, migrations or tests",
    holds: (filePath) => filePath.startsWith("app/"),
    allows: (one) => !neverFromApp(one),
  },
  {
    name: "an integration imports ports and the vendor's SDK, never a domain or another part of the worker",
    holds: (filePath) => filePath.startsWith("workers/integrations/"),
    allows: (one) =>
      !one.ours || among(one.to, "workers/integrations/") || (among(one.to, "app/kernel/") && !isServerFile(one.to)),
  },
  {
    name: "workers import neither routes nor components",
    holds: (filePath) => filePath.startsWith("workers/"),
    allows: (one) => !one.ours || !(among(one.to, "app/routes/") || isComponent(one.to)),
  },
];

const layerRules: Rule[] = layers.map(({ name, holds, allows }) => ({
  name,
  breaches: (file) =>
    holds(file.path) ? file.imports.filter((one) => !allows(one, file)).map((one) => `imports ${one.to}`) : [],
}));

const order: Rule = {
  name: "a domain calls only domains before it, and reads the tables of any",
  breaches(file) {
    const own = domainOf(file.path);
    if (!own) return [];
    if (!domainOrder.includes(own)) return [`the domain ${own} has no place in the order`];
    return file.imports
      .filter((one) => one.ours && !one.typeOnly && !isTables(one.to) && !isPureDomain(one.to))
      .filter((one) => domainOrder.indexOf(domainOf(one.to) ?? own) > domainOrder.indexOf(own))
      .map((one) => `calls ${one.to}`);
  },
};

const noCommandCallsACommand: Rule = {
  name: "a command never calls a command",
  breaches: (file) =>
    file.path.startsWith("app/domain/")
      ? file.imports
          .filter(
            (one) =>
              one.ours &&
              /\/(create|submit|verify|record|assign|open|start|cancel|suspend|refund)-[a-z-]+$/.test(one.to),
          )
          .flatMap((one) =>
            one.names.filter((name) => name === camel(one.to.split("/").at(-1)!)).map((name) => `calls ${name}`),
          )
      : [],
};
const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

export const importRules: Rule[] = [...layerRules, order, noCommandCallsACommand];
