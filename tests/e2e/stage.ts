import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

import type { Demo } from "#tests/support/product";

/** How somebody looks at Hub. A phone with scripts, in light, unless said otherwise. */
export type Looking = { scripts?: boolean; width?: number; height?: number; dark?: boolean; pixels?: number };
export type School = {
  slug: string;
  url: string;
  sessions: Demo["organizations"][number]["sessions"];
  student(situation: string): string;
  staff(role: string): string;
};
/** Somebody's browser: its page, and what it complained about. */
export type Tab = { page: Page; context: BrowserContext; complaints: string[]; close(): Promise<void> };
/** The running product and a browser to look at it with. */
export type Stage = {
  demo: Demo;
  school(slug: "nimbus" | "raga"): School;
  open(looking?: Looking, signedInAs?: SignedIn): Promise<Tab>;
  student(school: School, email: string): Promise<SignedIn>;
  member(school: School, email: string): Promise<SignedIn>;
};
type SignedIn = Exclude<BrowserContextOptions["storageState"], string | undefined>;

/** Journeys on a running product. Who has signed in once stays so: every address has its limit of codes. */
export function openStage(browser: Browser, demo: Demo): Stage {
  const known = new Map<string, Promise<SignedIn>>();
  const once = (key: string, signIn: (tab: Tab) => Promise<void>) => {
    const found = known.get(key);
    if (found) return found;
    const signing = open({ scripts: false }).then(async (tab) => {
      await signIn(tab);
      const state = await tab.context.storageState();
      await tab.close();
      return state;
    });
    known.set(key, signing);
    return signing;
  };
  const open: Stage["open"] = async (looking = {}, signedInAs) => {
    const width = looking.width ?? 360;
    const context = await browser.newContext({
      storageState: signedInAs,
      javaScriptEnabled: looking.scripts ?? true,
      viewport: { width, height: looking.height ?? (width < 800 ? 740 : 860) },
      deviceScaleFactor: looking.pixels ?? 1,
      colorScheme: looking.dark ? "dark" : "light",
      reducedMotion: "reduce",
      timezoneId: "Asia/Kolkata",
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => void complaints.push(error.message));
    page.on("console", (said) => {
      // A page with a status of 400 or more is said to be a failed load; refusals are such pages, and meant.
      if (said.type() === "error" && !said.text().startsWith("Failed to load resource: the server responded"))
        complaints.push(said.text());
    });
    return { page, context, complaints, close: () => context.close() };
  };
  return {
    demo,
    open,
    school(slug) {
      const found = demo.organizations.find((one) => one.slug === slug)!;
      const email = (of: (person: (typeof found.people)[number]) => boolean) => found.people.find(of)!.email;
      return {
        slug,
        url: found.url,
        sessions: found.sessions,
        student: (situation) => email((one) => one.situation === situation),
        staff: (role) => email((one) => one.role === role),
      };
    },
    student: (school, email) =>
      once(`${school.url} student ${email}`, (tab) => signInStudent(tab.page, school, demo.sandbox, email)),
    member: (school, email) => once(`${school.url} staff ${email}`, (tab) => signInStaff(tab.page, school, email)),
  };
}

/** The form, the mail, the code: as a person does it. */
export async function signInStudent(page: Page, school: School, sandbox: string, email: string): Promise<void> {
  const since = new Date(Date.now() - 50);
  await page.goto(`${school.url}/auth/login`);
  await page.getByLabel("Your email address").fill(email);
  await page.getByRole("button", { name: "Send me a code" }).click();
  await page.waitForURL("**/auth/confirm");
  await page.getByLabel("Six-digit code").fill((await newestMail(sandbox, email, since)).code);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/app");
}

/** Through the chooser of the Google stand-in, back to Today. */
export async function signInStaff(page: Page, school: School, email: string): Promise<void> {
  await page.goto(`${school.url}/admin/login`);
  await page.getByRole("link", { name: "Continue with Google" }).click();
  await page.getByRole("button", { name: email }).click();
  await page.waitForURL("**/admin/ops/today");
}

export type Mail = { id: string; subject: string; text: string; html: string; at: string };

/** The newest mail with a code to an address after `since`; waits for it as a person would. */
export async function newestMail(sandbox: string, email: string, since: Date): Promise<Mail & { code: string }> {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    const answer = await fetch(`${sandbox}/mailbox/messages?to=${encodeURIComponent(email)}`);
    for (const mail of (await answer.json()) as Mail[]) {
      const code = new Date(mail.at) >= since ? /\b\d{6}\b/.exec(mail.text)?.[0] : undefined;
      if (code) return { ...mail, code };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`No code arrived for ${email} within 10 s.`);
}
