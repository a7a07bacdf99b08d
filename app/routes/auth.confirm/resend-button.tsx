import { Button } from "#ui/button";
import { spanOfSeconds } from "#app/ui/countdown-text";
import { useSecondsLeft } from "#app/ui/use-seconds-left";

/** Waits visibly: counts down with scripts, names the minute without. */
export function ResendButton({ inSeconds, text, primary }: { inSeconds: number; text: string; primary: boolean }) {
  const left = useSecondsLeft(inSeconds);
  const waiting = left > 0;
  return (
    <>
      <Button
        look={primary ? "primary" : "secondary"}
        size={primary ? "large" : "regular"}
        wide={primary}
        disabled={waiting}
        reason={waiting ? (left < inSeconds ? `${text}, in ${spanOfSeconds(left)}.` : `${text}.`) : undefined}
      >
        Send a new code
      </Button>
      {waiting ? (
        <noscript>
          <p className="mt-1 text-14 text-muted">Load this page again then.</p>
        </noscript>
      ) : null}
    </>
  );
}
