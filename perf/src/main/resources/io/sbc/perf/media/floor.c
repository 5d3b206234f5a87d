/*
 * What the kernel alone takes: a relay that passes plain packets on and looks at none. Two sockets for a call, one thread,
 * one receive for each readiness, a pause between two looks. Speaks the line protocol of MediaHost, without keys.
 * Arguments: pause in microseconds (500), then any of: connected (a second socket on each port, connected to the peer,
 * carries its packets), edge (edge-triggered epoll and recvmmsg), once (edge-triggered, one receive), raw (one raw socket sends all, by
 * sendmmsg), headless (the same, but the kernel makes the IP header, from a cached route), busy (SO_BUSY_POLL), gro (UDP_GRO).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 256, ROOM = 2048 };

struct port {
    int in, out, other;
    uint16_t local;
    struct sockaddr_in peer;
};

static struct port ports[40000];
static int epoll, connected, edge, once, headless, busy, gro, raw = -1;
static long pause_micros = 500;

static int udp(struct sockaddr_in *at) {
    int s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), on = 1;
    socklen_t length = sizeof *at;
    if (at->sin_port) {
        setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    }
    if (s < 0 || bind(s, (struct sockaddr *)at, sizeof *at) || getsockname(s, (struct sockaddr *)at, &length)) {
        perror("socket");
        exit(1);
    }
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if ((busy && setsockopt(s, SOL_SOCKET, SO_BUSY_POLL, &busy, sizeof busy))
            || (gro && setsockopt(s, IPPROTO_UDP, UDP_GRO, &gro, sizeof gro))) {
        perror("setsockopt");
        exit(1);
    }
    return s;
}

static void open_port(int index, int peer) {
    struct port *p = &ports[index];
    struct sockaddr_in local = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    p->peer = local;
    p->peer.sin_port = htons(peer);
    p->in = p->out = udp(&local);
    if (connected) {
        p->out = udp(&local);
        connect(p->out, (struct sockaddr *)&p->peer, sizeof p->peer);
    }
    p->local = local.sin_port;
    p->other = index ^ 1;
    struct epoll_event e = {.events = EPOLLIN | (edge || once ? EPOLLET : 0), .data.u32 = index};
    epoll_ctl(epoll, EPOLL_CTL_ADD, p->in, &e);
    if (connected) {
        e.data.u32 |= 0x80000000;
        epoll_ctl(epoll, EPOLL_CTL_ADD, p->out, &e);
    }
}

static struct {
    struct iphdr ip;
    struct udphdr udp;
    char data[ROOM];
} __attribute__((packed)) packets[BATCH];
static struct mmsghdr heads[BATCH];
static struct iovec parts[BATCH];
static struct {
    struct cmsghdr head;
    struct in_pktinfo from;
} __attribute__((aligned(8))) controls[BATCH];

static int queue_raw(int n, struct port *to, int length) {
    memset(&packets[n].ip, 0, sizeof(struct iphdr));
    packets[n].ip.version = 4;
    packets[n].ip.ihl = 5;
    packets[n].ip.ttl = 64;
    packets[n].ip.protocol = IPPROTO_UDP;
    packets[n].ip.saddr = packets[n].ip.daddr = htonl(INADDR_LOOPBACK);
    packets[n].udp.source = to->local;
    packets[n].udp.dest = to->peer.sin_port;
    packets[n].udp.len = htons(8 + length);
    packets[n].udp.check = 0;
    parts[n] = (struct iovec){&packets[n], 28 + length};
    heads[n].msg_hdr = (struct msghdr){.msg_name = &to->peer, .msg_namelen = sizeof to->peer, .msg_iov = &parts[n],
                                       .msg_iovlen = 1};
    if (headless) {
        parts[n] = (struct iovec){&packets[n].udp, 8 + length};
        controls[n].head = (struct cmsghdr){CMSG_LEN(sizeof(struct in_pktinfo)), IPPROTO_IP, IP_PKTINFO};
        controls[n].from.ipi_spec_dst.s_addr = htonl(INADDR_LOOPBACK);
        heads[n].msg_hdr.msg_control = &controls[n];
        heads[n].msg_hdr.msg_controllen = CMSG_SPACE(sizeof(struct in_pktinfo));
    }
    return n + 1;
}

static void *carry(void *unused) {
    static char data[4][ROOM];
    struct epoll_event events[BATCH];
    struct timespec pause = {0, pause_micros * 1000};
    prctl(PR_SET_TIMERSLACK, 1);
    for (;;) {
        int ready = epoll_wait(epoll, events, BATCH, 100), queued = 0;
        for (int i = 0; i < ready; i++) {
            int index = events[i].data.u32 & 0x7fffffff;
            struct port *from = &ports[index], *to = &ports[from->other];
            int in = events[i].data.u32 >> 31 ? from->out : from->in;
            if (edge) {
                struct mmsghdr got[4];
                struct iovec room[4];
                for (int k = 0; k < 4; k++) {
                    room[k] = (struct iovec){data[k], ROOM};
                    got[k].msg_hdr = (struct msghdr){.msg_iov = &room[k], .msg_iovlen = 1};
                }
                int n = recvmmsg(in, got, 4, MSG_DONTWAIT, NULL);
                for (int k = 0; k < n; k++) {
                    if (connected) {
                        send(to->out, data[k], got[k].msg_len, MSG_DONTWAIT);
                    } else {
                        sendto(to->out, data[k], got[k].msg_len, MSG_DONTWAIT, (void *)&to->peer, sizeof to->peer);
                    }
                }
                continue;
            }
            struct sockaddr_in source;
            socklen_t length = sizeof source;
            char *buffer = raw >= 0 ? packets[queued].data : data[0];
            int n = connected ? recv(in, buffer, ROOM, MSG_DONTWAIT)
                              : recvfrom(in, buffer, ROOM, MSG_DONTWAIT, (void *)&source, &length);
            if (n < 0) {
                continue;
            }
            if (raw >= 0) {
                queued = queue_raw(queued, to, n);
            } else if (connected) {
                send(to->out, buffer, n, MSG_DONTWAIT);
            } else {
                sendto(to->out, buffer, n, MSG_DONTWAIT, (void *)&to->peer, sizeof to->peer);
            }
        }
        for (int sent = 0; sent < queued;) {
            int n = sendmmsg(raw, heads + sent, queued - sent, 0);
            sent += n > 0 ? n : 1;
        }
        if (pause_micros > 0 && ready < BATCH) {
            clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
        }
    }
    return unused;
}

int main(int count, char **words) {
    for (int i = 1; i < count; i++) {
        if (!strcmp(words[i], "connected")) {
            connected = 1;
        } else if (!strcmp(words[i], "edge")) {
            edge = 1;
        } else if (!strcmp(words[i], "once")) {
            once = 1;
        } else if (!strcmp(words[i], "busy")) {
            busy = 50;
        } else if (!strcmp(words[i], "gro")) {
            gro = 1;
        } else if (!strcmp(words[i], "headless")) {
            headless = 1;
            raw = socket(AF_INET, SOCK_RAW, IPPROTO_UDP);
            /* Hears nothing: what it is bound to is a group that nobody sends to (RFC 6676). */
            struct sockaddr_in nobody = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0xe9fc0001)};
            if (raw < 0 || bind(raw, (struct sockaddr *)&nobody, sizeof nobody)) {
                perror("raw socket");
                exit(1);
            }
        } else if (!strcmp(words[i], "raw")) {
            raw = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
        } else {
            pause_micros = atol(words[i]);
        }
    }
    epoll = epoll_create1(0);
    pthread_t thread;
    pthread_create(&thread, NULL, carry, NULL);
    puts("ready");
    fflush(stdout);
    char line[1024];
    while (fgets(line, sizeof line, stdin)) {
        int number, phone, pbx;
        if (sscanf(line, "open %d %d %d", &number, &phone, &pbx) == 3) {
            open_port(2 * number % 40000, phone);
            open_port((2 * number + 1) % 40000, pbx);
            printf("%d %d\n", ntohs(ports[2 * number % 40000].local), ntohs(ports[(2 * number + 1) % 40000].local));
        } else if (sscanf(line, "close %d", &number) == 1) {
            for (int i = 2 * number % 40000; i < 2 * number % 40000 + 2; i++) {
                close(ports[i].in);
                if (connected) {
                    close(ports[i].out);
                }
            }
            puts("closed");
        } else {
            puts("0");
        }
        fflush(stdout);
    }
    return 0;
}
