/** A form that changes something, as it stands in a page: where it goes and what it would send untouched. */
export type HtmlForm = { action: string; intent: string | null; fields: Record<string, string> };

/** The forms of a page that are sent by POST; one with several buttons is several. */
export function formsOf(html: string, page: string): HtmlForm[] {
  return (html.match(/<form\b[\s\S]*?<\/form>/g) ?? []).flatMap((text) => {
    const [tag = ""] = /^<form\b[^>]*>/.exec(text) ?? [];
    if (attribute(tag, "method")?.toLowerCase() !== "post") return [];
    // The checkboxes of a list stand in its table, and name the form that they belong to.
    const id = attribute(tag, "id");
    const elsewhere = id ? tags(html, "input").filter((one) => attribute(one, "form") === id) : [];
    const fields = fieldsOf(text + elsewhere.join(""));
    const action = attribute(tag, "action") ?? page;
    const buttons = tags(text, "button").filter((one) => !has(one, "disabled") && attribute(one, "type") !== "button");
    const intents = new Set(
      buttons.map((one) => (attribute(one, "name") === "intent" ? (attribute(one, "value") ?? "") : null)),
    );
    return [...intents].map((intent) => ({
      action,
      intent: intent ?? fields["intent"] ?? null,
      fields: { ...fields, ...(intent === null ? {} : { intent }) },
    }));
  });
}

function fieldsOf(form: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const input of tags(form, "input")) {
    const name = attribute(input, "name");
    const tick = /^(checkbox|radio)$/.test(attribute(input, "type") ?? "");
    // An empty box or an unchosen one still names a field that a person can fill.
    if (name && (!tick || has(input, "checked") || !(name in fields)))
      fields[name] = tick && !has(input, "checked") ? "" : (attribute(input, "value") ?? (tick ? "on" : ""));
  }
  for (const [whole, inner = ""] of form.matchAll(/<textarea\b[^>]*>([\s\S]*?)<\/textarea>/g))
    fields[attribute(whole, "name") ?? ""] = unescaped(inner);
  for (const [whole] of form.matchAll(/<select\b[\s\S]*?<\/select>/g)) {
    const options = tags(whole, "option");
    const chosen = options.find((one) => has(one, "selected")) ?? options[0] ?? "";
    fields[attribute(whole, "name") ?? ""] = attribute(chosen, "value") ?? "";
  }
  return fields;
}

const tags = (html: string, name: string): string[] => html.match(new RegExp(`<${name}\\b[^>]*>`, "g")) ?? [];
const has = (tag: string, name: string) => new RegExp(`\\s${name}(=|\\s|/?>)`).test(tag);
const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`^<[^>]*?\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return found === undefined ? undefined : unescaped(found);
};
const unescaped = (text: string) =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
