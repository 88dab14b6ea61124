import { createServer } from "node:http";
import { connect, type Socket } from "node:net";

/** A proxy that leads every host to one port of this machine. TLS goes through it from end to end. */
export interface Tunnel {
    readonly url: string;
    /** The hosts that were asked for, in order. */
    readonly hosts: readonly string[];
    stop(): void;
}

export async function startTunnel(port: number): Promise<Tunnel> {
    const hosts: string[] = [];
    const sockets = new Set<Socket>();
    const server = createServer((_request, response) => response.writeHead(403).end());
    server.on("connect", (request, socket: Socket, head) => {
        hosts.push(request.url ?? "");
        const onward = connect(port, "127.0.0.1", () => {
            socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
            onward.write(head);
            onward.pipe(socket).pipe(onward);
        });
        for (const [one, other] of [
            [socket, onward],
            [onward, socket],
        ] as const) {
            sockets.add(one);
            one.on("error", () => other.destroy());
            one.on("close", () => sockets.delete(one));
        }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    return {
        url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
        hosts,
        stop: () => {
            for (const socket of sockets) {
                socket.destroy();
            }
            server.close();
        },
    };
}
