"""A durable consumer of the entries, PyPI nats-py and cloudevents: prints the id of every event it has not seen before.

consumer.py SERVER STREAM SEEN END [CRASH_AFTER]: ids are kept in the file SEEN, one a line, as a consumer of its own would
keep them; ends when END different events have come, or dies without acknowledging after CRASH_AFTER events.
"""
import asyncio
import os
import sys

import nats
from cloudevents.core.formats.json import JSONFormat
from nats.js.api import ConsumerConfig


async def main(server, stream, seen_at, end, crash_after):
    seen = set()
    if os.path.exists(seen_at):
        with open(seen_at) as kept:
            seen = set(kept.read().split())
    connection = await nats.connect(server)
    again_soon = ConsumerConfig(ack_wait=1)
    durable = await connection.jetstream().pull_subscribe(
        "samspor.entries.>", durable="tilsyn", stream=stream, config=again_soon
    )
    handled = 0
    while True:
        for message in await durable.fetch(batch=16, timeout=30):
            event = JSONFormat().read(None, message.data)
            if event.get_id() not in seen:
                seen.add(event.get_id())
                with open(seen_at, "a") as kept:
                    kept.write(event.get_id() + "\n")
                    kept.flush()
                    os.fsync(kept.fileno())
                print(event.get_id(), event.get_extension("sequence"), event.get_type(), flush=True)
            handled += 1
            if handled == crash_after:
                os._exit(9)
            await message.ack()
            if len(seen) == int(end):
                await connection.close()
                return


if __name__ == "__main__":
    server, stream, seen_at, end, *crash_after = sys.argv[1:]
    asyncio.run(main(server, stream, seen_at, end, int(crash_after[0]) if crash_after else None))
