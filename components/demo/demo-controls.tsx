"use client";
import { Pause, Play } from "lucide-react";
import { useId } from "react";
import { Button } from "../ui/form/button.tsx";
import { Segments } from "../ui/form/segments.tsx";
import { Switch } from "../ui/form/switch.tsx";

export type Speed = "1" | "3" | "10";
const speeds = [
  { value: "1", label: "1 / s" },
  { value: "3", label: "3 / s" },
  { value: "10", label: "10 / s" },
] as const;

/** Plays and pauses; how fast, and whether a model writes why. */
export function DemoControls({
  isPlaying,
  onPlay,
  speed,
  onSpeed,
  explain,
  onExplain,
}: {
  isPlaying: boolean;
  onPlay: (isPlaying: boolean) => void;
  speed: Speed;
  onSpeed: (speed: Speed) => void;
  explain: boolean;
  onExplain: (explain: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <label htmlFor={id} className="flex items-center gap-2 text-muted text-xs">
        <Switch id={id} checked={explain} onChange={onExplain} />
        Sentence by the model
      </label>
      <Segments label="Interactions per second" value={speed} options={speeds} onChange={onSpeed} />
      <Button tone={isPlaying ? "secondary" : "primary"} onClick={() => onPlay(!isPlaying)}>
        {isPlaying ? <Pause aria-hidden className="size-3.5" /> : <Play aria-hidden className="size-3.5" />}
        {isPlaying ? "Pause" : "Play"}
      </Button>
    </div>
  );
}
