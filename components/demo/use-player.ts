"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { demoTopics } from "../../lib/demo/demo-names.ts";
import { type Interaction, type InventedReader, nextInteraction } from "../../lib/demo/invented-readers.ts";
import { useTRPCClient } from "../api/client.tsx";
import { toastError } from "../api/toast-error.ts";

type Options = {
  readers: readonly InventedReader[];
  chosen: InventedReader;
  perSecond: number;
  explain: boolean;
  /** Whether anything listens: it may have been switched off elsewhere, and then nothing is published. */
  isOn: boolean;
};

/** Publishes interactions while it plays, every other one of the chosen reader. A failure stops it and is told. */
export function usePlayer(options: Options) {
  const client = useTRPCClient();
  const [isPlaying, setPlaying] = useState(false);
  const latest = useRef(options);
  latest.current = options;
  const { perSecond, isOn } = options;

  const publish = useCallback(
    async (interaction: Interaction) => {
      const value = latest.current.explain ? { ...interaction, explain: true } : interaction;
      const event = { key: interaction.user, value };
      await client.topics.publish.mutate({ name: demoTopics.interactions, event });
    },
    [client],
  );

  useEffect(() => {
    if (!isPlaying || !isOn) return;
    const timer = setInterval(() => {
      const { readers, chosen } = latest.current;
      const some = Math.random() < 0.5 ? [chosen] : readers;
      publish(nextInteraction(some, Math.random, new Date())).catch((error) => {
        setPlaying(false);
        toastError(error);
      });
    }, 1000 / perSecond);
    return () => clearInterval(timer);
  }, [isPlaying, isOn, perSecond, publish]);

  return {
    isPlaying,
    setPlaying,
    like: (user: string, item: string) =>
      void publish({ user, item, kind: "liked", time: new Date().toISOString() }).catch(toastError),
  };
}
