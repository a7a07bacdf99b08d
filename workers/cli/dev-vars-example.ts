import { envSchema } from "../env";

/** `.dev.vars.example`, written from the schema that the worker proves its environment with. */
export function devVarsExample(): string {
  const lines = Object.entries(envSchema.shape).flatMap(([name, field]) => {
    const preset = field.safeParse(undefined);
    const optional = preset.success && preset.data === undefined;
    const value = preset.success && preset.data !== undefined ? String(preset.data) : "";
    return [`# ${field.description ?? ""}`, `${optional ? "# " : ""}${name}=${value}`, ""];
  });
  return [
    "# What the worker reads from its environment. Check a filled-in copy: npm run verify:env -- .dev.vars",
    "",
    ...lines,
  ].join("\n");
}
