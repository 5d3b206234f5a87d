package io.sbc.perf.media;

/** No relay: what the way between two sockets takes on this machine. */
final class DirectPath implements Relay {

    @Override
    public String name() {
        return "direct";
    }

    @Override
    public Ports open(Call call) {
        return new Ports(call.pbxPort(), call.phonePort(), call.pbxKey(), call.phoneKey());
    }

    @Override
    public void close(Call call) {}

    @Override
    public ProcessUsage usage() {
        return ProcessUsage.NOTHING;
    }

    @Override
    public long memoryBytes() {
        return 0;
    }

    @Override
    public void collectGarbage() {}

    @Override
    public void close() {}
}
