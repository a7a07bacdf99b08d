import type { IconName } from "./icon-paths";
import type { Tone } from "./tenant";

export const toneSurface: Record<Tone, string> = {
  neutral: "border-line bg-sunken text-ink",
  good: "border-good-line bg-good-tint text-good",
  attention: "border-attention-line bg-attention-tint text-attention",
  danger: "border-danger-line bg-danger-tint text-danger",
  info: "border-info-line bg-info-tint text-info",
};

export const toneText: Record<Tone, string> = {
  neutral: "text-muted",
  good: "text-good",
  attention: "text-attention",
  danger: "text-danger",
  info: "text-info",
};

export const toneIcon: Record<Tone, IconName> = {
  neutral: "info",
  good: "circle-check",
  attention: "triangle-alert",
  danger: "octagon-alert",
  info: "info",
};
