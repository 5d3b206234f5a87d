package io.sbc.base;

/** A counter as operators see it. Implemented by one enum per area (edge, registrar, calls, media), named {@code XyzCounter}. */
public interface CounterDescriptor {

    /** Prometheus name, ending in {@code _total}. */
    String metric();

    /** One sentence: what one more of it means. */
    String help();
}
