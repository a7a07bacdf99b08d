import type { HtmlForm } from "./html-forms";
import type { Answer, House, Standing } from "./house";
import type { StaleForm, Opened } from "./stale-form";

/**
 * The three ways one form reaches Hub more than once or too late. Each answers with what is wrong, in words; nothing is
 * good. They compare the whole database, so a form needs no check of its own.
 */
export const checks = { sentTwice, fromTwoTabs, fromAnOldPage };

/** A double click, or the back button and the button once more: the second changes nothing at all. */
async function sentTwice(house: House, form: StaleForm): Promise<string[]> {
  const { send } = await opened(house, form);
  const before = await house.standing();
  const first = await send();
  const once = await house.standing();
  leftAlone.set(form, growth(before, once));
  const second = await send();
  return [
    ...(isDone(first) ? [] : [`the first was refused: ${first.status} ${saidIn(first)}`]),
    ...(form.leavesNoTrace || changes(before, once).length > 0 ? [] : ["the first changed nothing"]),
    ...unanswered("the second", second),
    ...(form.again ? [] : changes(once, await house.standing(), form).map((table) => `the second changed ${table}`)),
  ];
}

/** What the form left when it was sent once: the check before this one may have seen it already. */
const leftAlone = new WeakMap<StaleForm, Map<string, string>>();
async function oneAlone(house: House, form: StaleForm): Promise<Map<string, string>> {
  const { send } = await opened(house, form);
  const before = await house.standing();
  await send();
  return growth(before, await house.standing());
}

/** Two tabs at the same moment leave what one alone leaves: as many rows, versions, events and audit rows. */
async function fromTwoTabs(house: House, form: StaleForm): Promise<string[]> {
  const seen = form.again ? undefined : (leftAlone.get(form) ?? (await oneAlone(house, form)));
  const both = await opened(house, form);
  const start = await house.standing();
  const answers = await Promise.all([both.send(), both.send()]);
  const two = growth(start, await house.standing());
  const unlike = (one: Map<string, string>) =>
    [...new Set([...one.keys(), ...two.keys()])]
      .toSorted()
      .filter((table) => one.get(table) !== two.get(table))
      .map(
        (table) =>
          `${table}: one alone left ${one.get(table) ?? "nothing"}, two together ${two.get(table) ?? "nothing"}`,
      );
  // The first ever leaves more where words are learnt; then one more shows what one leaves.
  const differs = seen !== undefined && unlike(seen).length > 0;
  return [
    ...(answers.some(isDone) ? [] : [`neither was done: ${answers.map(saidIn).join(" / ")}`]),
    ...answers.flatMap((answer) => unanswered("one of the two", answer)),
    ...(differs ? unlike(await oneAlone(house, form)) : []),
  ];
}

/** Somebody else changed the thing after the page was made: refused, with nothing written over what they did. */
async function fromAnOldPage(house: House, form: StaleForm): Promise<string[]> {
  const wrong: string[] = [];
  let fresh: Awaited<ReturnType<typeof opened>> | null = await opened(house, form);
  for (const what of Object.keys(fresh.page.meanwhile)) {
    const { send, page } = fresh ?? (await opened(house, form));
    fresh = null;
    await page.meanwhile[what]!();
    await house.settled();
    const before = await house.standing();
    const answer = await send();
    const harmless = page.harmless?.[what];
    wrong.push(...unanswered(what, answer).map((one) => `${one} (${what})`));
    if (harmless) continue;
    // Done without a change is an answer too: what was asked for is already so.
    const changed = changes(before, await house.standing(), form);
    wrong.push(
      ...changed.map(
        (table) => `${isDone(answer) ? "was done and" : "was refused and"} changed ${table} although ${what}`,
      ),
    );
  }
  return wrong;
}

/** The page with the form, opened by its person, and the form filled in as they fill it in. */
async function opened(house: House, form: StaleForm) {
  await house.evening();
  const page = await form.begin(house);
  const [id = "", intent = null] = form.form.split(" ");
  const shown = await house.get(page.who, page.path);
  if (shown.status !== 200) throw new Error(`${page.path} answered ${shown.status}: ${saidIn(shown)}`);
  const onPage = (answer: Answer, wanted: string | null) => {
    const found = house.formsOn(answer).filter((one) => house.routeAt(one.action)?.id === id);
    const [sent] = found.filter((one) => (wanted === null || one.intent === wanted) && isMeant(one, page));
    if (sent) return sent;
    const there = house.formsOn(answer).map((one) => `${one.action} ${one.intent ?? ""}`);
    throw new Error(`${page.path} has no form of ${form.form}; it has ${there.join(", ")}. ${saidIn(answer)}`);
  };
  const asked = onPage(shown, page.first ?? intent);
  const unknown = Object.keys(page.types).filter((name) => !(name in asked.fields));
  if (unknown.length > 0) throw new Error(`The form of ${form.form} has no field ${unknown.join(", ")}.`);
  const typed = { ...asked.fields, ...page.types };
  if (page.first === undefined) return { page, send: () => house.send(page.who, asked.action, typed) };
  // What was typed stands in the answer's own form.
  const sent = onPage(await house.send(page.who, asked.action, typed), intent);
  return { page, send: () => house.send(page.who, sent.action, sent.fields) };
}

const isMeant = (form: HtmlForm, page: Opened) =>
  Object.entries(page.which ?? {}).every(([name, value]) => form.fields[name] === value);

const isDone = ({ status }: Answer) => status < 400;
const unanswered = (which: string, answer: Answer): string[] => {
  if (answer.status >= 500 && answer.status !== 503) return [`${which} ended with ${answer.status}`];
  if (isDone(answer)) return [];
  return /[.]$/.test(saidIn(answer)) ? [] : [`${which} was refused without a sentence: ${answer.status}`];
};

/** What a refused person reads: the sentences on top of the form, or those of the page that stands instead. */
function saidIn({ html }: Answer): string {
  const alert = /role="alert"[\s\S]*?<ul\b[^>]*>([\s\S]*?)<\/ul>/.exec(html)?.[1];
  const page = /<h1\b[^>]*>[\s\S]*?<\/h1>[\s\S]*?<p\b[^>]*>([\s\S]*?)<\/p>/.exec(html)?.[1];
  return (alert ?? page ?? "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** The tables whose rows are not what they were; a record of tries is no change of what was tried. */
const changes = (before: Standing, after: Standing, { records = [] }: Pick<StaleForm, "records"> = {}): string[] =>
  [...after]
    .filter(([table, { content }]) => before.get(table)?.content !== content && !records.includes(table))
    .map(([table]) => table)
    .toSorted();

const growth = (before: Standing, after: Standing): Map<string, string> =>
  new Map(
    [...after].flatMap(([table, { rows, versions }]) => {
      const was = before.get(table)!;
      const grown = [rows - was.rows, versions - was.versions];
      return grown.some((n) => n !== 0) ? [[table, `${grown[0]} rows and ${grown[1]} versions more`] as const] : [];
    }),
  );
