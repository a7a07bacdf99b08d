import { describe, expect, it } from "vitest";

import { csvStream } from "./csv-stream";

async function* numbers(counted: { made: number; ended: boolean }, upTo: number) {
  try {
    while (counted.made < upTo) yield [[++counted.made, "=1+1"]];
  } finally {
    counted.ended = true;
  }
  await Promise.resolve();
}

describe("a CSV as a stream", () => {
  it("begins with the header and holds every chunk, none of it a formula", async () => {
    const counted = { made: 0, ended: false };
    const text = await new Response(csvStream(["n", "text"], numbers(counted, 2))).text();
    // Response.text() takes the byte order mark off.
    expect(text).toBe("n,text\r\n1,'=1+1\r\n2,'=1+1\r\n");
  });

  it("asks for no chunk before the last one was taken, and for none after its reader left", async () => {
    const counted = { made: 0, ended: false };
    const reader = csvStream(["n", "text"], numbers(counted, 1_000_000)).getReader();
    expect(counted.made).toBe(0);
    await reader.read();
    await reader.read();
    await reader.read();
    expect(counted.made).toBe(2);
    await reader.cancel();
    expect(counted).toEqual({ made: 2, ended: true });
  });

  it("breaks where a chunk fails, so that half a file does not look whole", async () => {
    async function* failing() {
      yield [[1]];
      await Promise.reject(new Error("connection lost"));
    }
    await expect(new Response(csvStream(["n"], failing())).text()).rejects.toThrow("connection lost");
  });
});
