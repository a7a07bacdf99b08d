import type { Page } from "playwright-core";

/** Asks for a code, ends on the page that takes it, and answers the mail. */
export async function askForCode(page: Page, schoolUrl: string, sandbox: string, email: string): Promise<CodeMail> {
  const since = new Date(Date.now() - 50);
  await sendAddress(page, schoolUrl, email);
  return newestCode(sandbox, email, since);
}

/** The login form; it ends on the same page for every address. */
export async function sendAddress(page: Page, schoolUrl: string, email: string): Promise<void> {
  if (!page.url().startsWith(`${schoolUrl}/auth/login`)) await page.goto(`${schoolUrl}/auth/login`);
  await page.getByLabel("Your email address").fill(email);
  await page.getByRole("button", { name: "Send me a code" }).click();
  await page.waitForURL("**/auth/confirm");
}

export async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByLabel("Six-digit code").fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The form, the mail, the code: as a person does it. */
export async function signInStudent(page: Page, schoolUrl: string, sandbox: string, email: string): Promise<void> {
  const { code } = await askForCode(page, schoolUrl, sandbox, email);
  await enterCode(page, code);
  await page.waitForURL(`${schoolUrl}/app`);
}

/** Through the chooser of the Google stand-in, back to Today. */
export async function signInStaff(page: Page, schoolUrl: string, email: string): Promise<void> {
  await chooseAccount(page, schoolUrl, email);
  await page.waitForURL(`${schoolUrl}/admin/ops/today`);
}

export async function chooseAccount(page: Page, schoolUrl: string, email: string): Promise<void> {
  await page.goto(`${schoolUrl}/admin/login`);
  await page.getByRole("link", { name: "Continue with Google" }).click();
  await page.getByRole("button", { name: email }).click();
}

export type CodeMail = { id: string; code: string; link: string };

/** The newest mail with a code to an address after `since`; waits for it as a person would. */
async function newestCode(sandbox: string, email: string, since: Date): Promise<CodeMail> {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    const answer = await fetch(`${sandbox}/mailbox/messages?to=${encodeURIComponent(email)}`);
    for (const mail of (await answer.json()) as { id: string; text: string; at: string }[]) {
      const code = /\b\d{6}\b/.exec(mail.text)?.[0];
      const link = /https?:\/\/\S+/.exec(mail.text)?.[0];
      if (code && link && new Date(mail.at) >= since) return { id: mail.id, code, link };
    }
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  throw new Error(`No code arrived for ${email} within 10 s.`);
}
