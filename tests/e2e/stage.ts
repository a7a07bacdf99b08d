import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

import type { Demo } from "#tests/support/product";

import { signInStaff, signInStudent } from "./sign-in";

/** How somebody looks at Hub: on a phone, with scripts, in light, unless said otherwise. */
export type Looking = {
  scripts?: boolean;
  width?: number;
  height?: number;
  dark?: boolean;
  zone?: string;
  /** A picture for a fine screen, as a finger's device draws it. */
  fine?: boolean;
};
export type School = {
  url: string;
  sessions: Demo["organizations"][number]["sessions"];
  student(situation: string): string;
  staff(role: string): string;
};
/** Somebody's browser, and what it complained about. */
export type Tab = { page: Page; context: BrowserContext; complaints: string[]; close(): Promise<void> };
export type SignedIn = Exclude<BrowserContextOptions["storageState"], string | undefined>;
/** The running product, with a browser to look at it. */
export type Stage = {
  demo: Demo;
  school(slug: "nimbus" | "raga"): School;
  open(looking?: Looking, as?: SignedIn): Promise<Tab>;
  /** Signed in once for all journeys: every address has its limit of codes. */
  student(school: School, email: string): Promise<SignedIn>;
  member(school: School, email: string): Promise<SignedIn>;
  /** Closes what is open; what the browsers complained about since the last time. */
  leave(): Promise<string[]>;
};

const phoneUpTo = 800;
/** A refusal is a page with a status of its own, which the console calls a failed load; a page left early aborts its look ahead. */
const harmless = ["Failed to load resource: the server responded", "Failed to fetch manifest patches"];

export function openStage(browser: Browser, demo: Demo): Stage {
  const tabs = new Set<Tab>();
  const heard: string[] = [];
  const open: Stage["open"] = async (looking = {}, as) => {
    const { width = 360, fine = false, dark = false, scripts = true, zone = "Asia/Kolkata" } = looking;
    const phone = width < phoneUpTo;
    const context = await browser.newContext({
      storageState: as,
      javaScriptEnabled: scripts,
      viewport: { width, height: looking.height ?? (phone ? 740 : 860) },
      deviceScaleFactor: fine ? 2 : 1,
      hasTouch: fine && phone,
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce",
      timezoneId: zone,
      locale: "en-IN",
    });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    const tab: Tab = {
      page,
      context,
      complaints: [],
      async close() {
        if (!tabs.delete(tab)) return;
        heard.push(...tab.complaints);
        await context.close();
      },
    };
    page.on("pageerror", (error) => void tab.complaints.push(error.message));
    page.on("console", (said) => {
      if (said.type() === "error" && !harmless.some((start) => said.text().startsWith(start)))
        tab.complaints.push(`${page.url()}: ${said.text()}`);
    });
    tabs.add(tab);
    return tab;
  };
  const known = new Map<string, Promise<SignedIn>>();
  const once = (key: string, signIn: (page: Page) => Promise<void>): Promise<SignedIn> => {
    const signing =
      known.get(key) ??
      open({ scripts: false }).then(async (tab) => {
        await signIn(tab.page);
        const state = await tab.context.storageState();
        await tab.close();
        return state;
      });
    known.set(key, signing);
    return signing;
  };
  return {
    demo,
    open,
    school: (slug) => schoolOf(demo, slug),
    student: (school, email) => once(email, (page) => signInStudent(page, school.url, demo.sandbox, email)),
    member: (school, email) => once(email, (page) => signInStaff(page, school.url, email)),
    async leave() {
      await Promise.all([...tabs].map((tab) => tab.close()));
      return heard.splice(0);
    },
  };
}

function schoolOf(demo: Demo, slug: string): School {
  const { url, sessions, people } = demo.organizations.find((one) => one.slug === slug)!;
  return {
    url,
    sessions,
    student: (situation) => people.find((person) => person.situation === situation)!.email,
    staff: (role) => people.find((person) => person.role === role)!.email,
  };
}
