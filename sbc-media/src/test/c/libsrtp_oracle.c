/*
 * libsrtp as an oracle: reads requests from stdin, answers on stdout.
 *
 *   request:  operation (1 octet), length (2 octets, big-endian), data
 *   answer:   status (1 octet, 0 is good, else srtp_err_status_t), length (2 octets), data
 *
 *   K  data = suite (1 octet), length of the master key identifier (1 octet, 0 for none), the identifier, master key and
 *      salt: fresh sessions to send and to receive
 *   P  protect RTP        U  unprotect RTP
 *   p  protect RTCP       u  unprotect RTCP
 *   F  no data, no answer: what was answered so far is to be read now
 *
 * Build: gcc -O2 -Wall -Werror -o libsrtp_oracle libsrtp_oracle.c -lsrtp2
 */
#include <srtp2/srtp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW 128
#define ROOM 8192

static srtp_t sender;
static srtp_t receiver;
static unsigned int use_mki;

static int set_suite(srtp_policy_t *policy, int suite)
{
    switch (suite) {
    case 0:
        srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy->rtp);
        srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy->rtcp);
        return 0;
    case 1:
        srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(&policy->rtp);
        /* RFC 4568 6.2.2: the SRTCP tag stays at 80 bits. */
        srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy->rtcp);
        return 0;
    case 2:
        srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(&policy->rtp);
        srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(&policy->rtcp);
        return 0;
    case 3:
        srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32(&policy->rtp);
        srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(&policy->rtcp);
        return 0;
    case 4:
        srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy->rtp);
        srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy->rtcp);
        return 0;
    case 5:
        srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy->rtp);
        srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy->rtcp);
        return 0;
    default:
        return 1;
    }
}

static int set_key(unsigned char *data)
{
    srtp_policy_t policy;
    srtp_master_key_t key;
    srtp_master_key_t *keys[1] = {&key};
    int status;

    if (sender) {
        srtp_dealloc(sender);
        srtp_dealloc(receiver);
        sender = NULL;
        receiver = NULL;
    }
    memset(&policy, 0, sizeof policy);
    if (set_suite(&policy, data[0]))
        return srtp_err_status_bad_param;
    use_mki = data[1] > 0;
    key.mki_id = data + 2;
    key.mki_size = data[1];
    key.key = data + 2 + data[1];
    if (use_mki) {
        policy.keys = keys;
        policy.num_master_keys = 1;
    } else {
        policy.key = key.key;
    }
    policy.window_size = WINDOW;
    policy.ssrc.type = ssrc_any_outbound;
    status = srtp_create(&sender, &policy);
    if (status)
        return status;
    policy.ssrc.type = ssrc_any_inbound;
    return srtp_create(&receiver, &policy);
}

int main(void)
{
    static unsigned char head[3];
    static union {
        unsigned char octets[ROOM];
        unsigned int aligned;
    } packet;

    if (srtp_init())
        return 1;
    while (fread(head, 1, 3, stdin) == 3) {
        int length = head[1] << 8 | head[2];
        int status;

        if (length > ROOM - SRTP_MAX_TRAILER_LEN || fread(packet.octets, 1, length, stdin) != (size_t)length)
            return 2;
        switch (head[0]) {
        case 'K': status = set_key(packet.octets); length = 0; break;
        case 'P': status = srtp_protect_mki(sender, packet.octets, &length, use_mki, 0); break;
        case 'U': status = srtp_unprotect_mki(receiver, packet.octets, &length, use_mki); break;
        case 'p': status = srtp_protect_rtcp_mki(sender, packet.octets, &length, use_mki, 0); break;
        case 'u': status = srtp_unprotect_rtcp_mki(receiver, packet.octets, &length, use_mki); break;
        case 'F': fflush(stdout); continue;
        default: return 3;
        }
        if (status)
            length = 0;
        head[0] = (unsigned char)status;
        head[1] = (unsigned char)(length >> 8);
        head[2] = (unsigned char)length;
        if (fwrite(head, 1, 3, stdout) != 3 || fwrite(packet.octets, 1, length, stdout) != (size_t)length)
            return 4;
    }
    return 0;
}
