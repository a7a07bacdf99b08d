import type { Page, Response } from "playwright-core";

/** Presses Join on a page of the school that stood open since before the door was shut; answers what the gate said. */
export async function pressJoin(page: Page, sessionId: string): Promise<Response> {
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === "POST"),
    page.evaluate((action) => {
      const form = document.createElement("form");
      form.method = "post";
      form.action = action;
      document.documentElement.appendChild(form);
      form.submit();
    }, `/app/join/${sessionId}`),
  ]);
  await page.waitForLoadState();
  return answer;
}
