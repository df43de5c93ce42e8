#include "run/sandbox.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace constat {

namespace {

// The headers of Debian 12 know version 2 of Landlock's interface; the kernel may know more. The layout only grows
// (Documentation/userspace-api/landlock.rst).
struct RulesetAttributes {
  std::uint64_t handled_access_fs = 0;
  std::uint64_t handled_access_net = 0;
  std::uint64_t scoped = 0;
};
constexpr std::uint64_t fs_read_file = 1ULL << 2;
constexpr std::uint64_t fs_read_dir = 1ULL << 3;

bool enter_landlock(const std::vector<std::string>& readable) {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return false;
  RulesetAttributes attributes;
  // All rights over files that the version knows: 13 in the first, then refer, truncate and device control.
  attributes.handled_access_fs = (1ULL << 13) - 1;
  if (version >= 2) attributes.handled_access_fs |= 1ULL << 13;
  if (version >= 3) attributes.handled_access_fs |= 1ULL << 14;
  if (version >= 5) attributes.handled_access_fs |= 1ULL << 15;
  std::size_t size = sizeof(std::uint64_t);
  if (version >= 4) {
    attributes.handled_access_net = 3;  // Bind and connect of TCP.
    size = 2 * sizeof(std::uint64_t);
  }
  if (version >= 6) {
    attributes.scoped = 3;  // Abstract sockets and signals reach nobody outside.
    size = 3 * sizeof(std::uint64_t);
  }
  const int ruleset = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, size, 0));
  if (ruleset < 0) return false;
  for (const std::string& folder : readable) {
    landlock_path_beneath_attr rule = {};
    rule.allowed_access = fs_read_file | fs_read_dir;
    rule.parent_fd = ::open(folder.c_str(), O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0) continue;
    (void)::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    ::close(rule.parent_fd);
  }
  const bool done = ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  ::close(ruleset);
  return done;
}

bool enter_seccomp(bool deny_open) {
  scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ALLOW);
  if (filter == nullptr) return false;
  bool good = true;
  const auto deny = [&](const char* name) {
    const int call = ::seccomp_syscall_resolve_name(name);
    if (call == __NR_SCMP_ERROR) return;  // Unknown to this machine.
    good = good && ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0) == 0;
  };
  for (const char* const name : {"socket",
                                 "socketpair",
                                 "connect",
                                 "bind",
                                 "listen",
                                 "accept",
                                 "accept4",
                                 "sendto",
                                 "sendmmsg",
                                 "execve",
                                 "execveat",
                                 "fork",
                                 "vfork",
                                 "ptrace",
                                 "process_vm_readv",
                                 "process_vm_writev",
                                 "process_madvise",
                                 "pidfd_open",
                                 "pidfd_getfd",
                                 "pidfd_send_signal",
                                 "kill",
                                 "tkill",
                                 "rt_sigqueueinfo",
                                 "rt_tgsigqueueinfo",
                                 "io_uring_setup",
                                 "io_uring_enter",
                                 "io_uring_register",
                                 "bpf",
                                 "perf_event_open",
                                 "userfaultfd",
                                 "keyctl",
                                 "add_key",
                                 "request_key",
                                 "mount",
                                 "umount2",
                                 "pivot_root",
                                 "chroot",
                                 "unshare",
                                 "setns",
                                 "open_tree",
                                 "move_mount",
                                 "fsopen",
                                 "fsmount",
                                 "fsconfig",
                                 "fspick",
                                 "mount_setattr",
                                 "init_module",
                                 "finit_module",
                                 "delete_module",
                                 "kexec_load",
                                 "kexec_file_load",
                                 "reboot",
                                 "swapon",
                                 "swapoff",
                                 "sethostname",
                                 "setdomainname",
                                 "settimeofday",
                                 "clock_settime",
                                 "adjtimex",
                                 "clock_adjtime",
                                 "quotactl",
                                 "acct",
                                 "personality",
                                 "setuid",
                                 "setgid",
                                 "setreuid",
                                 "setregid",
                                 "setresuid",
                                 "setresgid",
                                 "setfsuid",
                                 "setfsgid",
                                 "setgroups",
                                 "capset",
                                 "setsid",
                                 "setpgid",
                                 "msgget",
                                 "semget",
                                 "shmget",
                                 "mq_open",
                                 "inotify_init",
                                 "inotify_init1",
                                 "fanotify_init",
                                 "name_to_handle_at",
                                 "open_by_handle_at",
                                 "link",
                                 "linkat",
                                 "symlink",
                                 "symlinkat",
                                 "unlink",
                                 "unlinkat",
                                 "rename",
                                 "renameat",
                                 "renameat2",
                                 "mkdir",
                                 "mkdirat",
                                 "rmdir",
                                 "mknod",
                                 "mknodat",
                                 "chmod",
                                 "fchmod",
                                 "fchmodat",
                                 "chown",
                                 "fchown",
                                 "lchown",
                                 "fchownat",
                                 "utime",
                                 "utimes",
                                 "utimensat",
                                 "futimesat",
                                 "truncate",
                                 "creat",
                                 "setxattr",
                                 "lsetxattr",
                                 "fsetxattr",
                                 "prlimit64"}) {
    deny(name);
  }
  // A process of its own is denied, a thread is not: it shares the door.
  good = good && ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                                    SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) == 0;
  good = good && ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
  // A signal to itself (abort) is its own affair.
  good = good && ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(tgkill), 1,
                                    SCMP_A0(SCMP_CMP_NE, static_cast<scmp_datum_t>(::getpid()))) == 0;
  if (deny_open) {
    for (const char* const name : {"open", "openat", "openat2"}) deny(name);
  }
  good = good && ::seccomp_load(filter) == 0;
  ::seccomp_release(filter);
  return good;
}

}  // namespace

std::vector<std::string> library_folders() {
  return {"/usr/share/poppler",
          "/usr/share/fonts",
          "/etc/fonts",
          "/usr/lib/x86_64-linux-gnu/gconv",
          "/usr/lib/aarch64-linux-gnu/gconv",
          "/usr/lib/locale"};
}

SandboxLayers enter_sandbox(const std::vector<std::string>& readable) {
  SandboxLayers layers;
  layers.no_new_privileges = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  if (::geteuid() == 0) {
    constexpr unsigned nobody = 65534;
    layers.unprivileged = ::setgroups(0, nullptr) == 0 && ::setresgid(nobody, nobody, nobody) == 0 &&
                          ::setresuid(nobody, nobody, nobody) == 0;
  } else {
    layers.unprivileged = true;
  }
  layers.landlock = enter_landlock(readable);
  layers.seccomp = enter_seccomp(!layers.landlock);
  return layers;
}

}  // namespace constat
