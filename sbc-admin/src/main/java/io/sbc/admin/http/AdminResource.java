package io.sbc.admin.http;

/** Operations of the API that one part of the SBC answers. */
public interface AdminResource {

    /** Adds its operations; once, before the server starts. Requests come on virtual threads. */
    void register(Api api);
}
