import { useEffect, useRef } from "react";

/** Which tab a message is of: a channel tells its own page, too. */
const own = Math.random().toString(36);

const open = (chat: string) => new BroadcastChannel(`patchbay:chat:${chat}`);

/** Tells the other tabs of this browser that a conversation has changed. */
export function tellOtherTabs(chat: string): void {
  const channel = open(chat);
  channel.postMessage(own);
  channel.close();
}

export function useOtherTabs(chat: string, onChange: () => void): void {
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    const channel = open(chat);
    channel.onmessage = ({ data }) => {
      if (data !== own) latest.current();
    };
    return () => channel.close();
  }, [chat]);
}
