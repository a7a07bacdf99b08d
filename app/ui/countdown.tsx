import { useRevalidator } from "@remix-run/react";
import { useEffect } from "react";

import { startText } from "./countdown-text";
import { useSecondsLeft } from "./use-seconds-left";

/** "Starts in 10 min", kept true while the page stands open; without scripts it says what the server said. */
export function StartCountdown({ startsInSeconds }: { startsInSeconds: number }) {
  return <>{startText(useSecondsLeft(startsInSeconds))}</>;
}

/** Asks the server again when a moment comes, such as a door opening. Shows nothing, decides nothing. */
export function ReloadAt({ inSeconds }: { inSeconds: number }) {
  const { revalidate } = useRevalidator();
  const reached = useSecondsLeft(inSeconds) <= 0;
  const ahead = inSeconds > 0;
  useEffect(() => {
    if (ahead && reached) revalidate();
  }, [ahead, reached, revalidate]);
  return null;
}
