#include "run/sandbox.h"

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <new>
#include <vector>

#include "base/sha256.h"
#include "evidence/archive.h"

namespace constat {

namespace {

// ---- Library files: read-only descriptors that were opened before the door closed

struct LibraryFile {
  std::string path;
  int descriptor = -1;
};
// Sorted by path. Never freed: the signal handler below looks into it.
std::vector<LibraryFile>* library_files = nullptr;
RefusedCalls* refused_calls = nullptr;

constexpr std::size_t library_files_max = 1000;

void keep_files_below(const std::string& folder, int depth) {
  DIR* const entries = ::opendir(folder.c_str());
  if (entries == nullptr) return;
  while (const dirent* const entry = ::readdir(entries)) {
    if (entry->d_name[0] == '.' || library_files->size() >= library_files_max) continue;
    const std::string path = folder + "/" + entry->d_name;
    if (entry->d_type == DT_DIR) {
      if (depth > 0) keep_files_below(path, depth - 1);
      continue;
    }
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor >= 0) library_files->push_back({path, descriptor});
  }
  ::closedir(entries);
}

// CMaps and character collections of PDF (Debian's poppler-data): about 300 small files, where they are installed.
void keep_library_files() {
  library_files = new std::vector<LibraryFile>();
  rlimit room{};
  ::getrlimit(RLIMIT_NOFILE, &room);
  room.rlim_cur = std::min<rlim_t>(room.rlim_max, library_files_max + 256);
  ::setrlimit(RLIMIT_NOFILE, &room);
  for (const char* const folder : {"/usr/share/poppler/cMap", "/usr/share/poppler/cidToUnicode",
                                   "/usr/share/poppler/unicodeMap", "/usr/share/poppler/nameToUnicode"}) {
    keep_files_below(folder, 1);
  }
  std::ranges::sort(*library_files, {}, &LibraryFile::path);
}

// ---- Refused calls

#if defined(__x86_64__)
long argument(const ucontext_t& context, int index) {
  constexpr int registers[] = {REG_RDI, REG_RSI, REG_RDX, REG_R10};
  return static_cast<long>(context.uc_mcontext.gregs[registers[index]]);
}
void answer(ucontext_t& context, long value) { context.uc_mcontext.gregs[REG_RAX] = value; }
#elif defined(__aarch64__)
long argument(const ucontext_t& context, int index) { return static_cast<long>(context.uc_mcontext.regs[index]); }
void answer(ucontext_t& context, long value) { context.uc_mcontext.regs[0] = static_cast<unsigned long>(value); }
#else
#error "the sandbox knows x86-64 and 64-bit ARM"
#endif

// Opens nothing: gives a second descriptor of a library file that is held, at its beginning. A library that has the
// same file open twice at once would move its own position; those that are held are read one after another.
long library_file(const char* path) {
  if (path == nullptr || library_files == nullptr) return -EACCES;
  std::size_t low = 0;
  std::size_t high = library_files->size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const int order = std::strcmp((*library_files)[middle].path.c_str(), path);
    if (order == 0) {
      const int descriptor = ::dup((*library_files)[middle].descriptor);
      if (descriptor < 0) return -EMFILE;
      ::lseek(descriptor, 0, SEEK_SET);
      return descriptor;
    }
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return -EACCES;
}

// Only what may be called in a handler.
void on_refused_call(int, siginfo_t* info, void* where) {
  auto& context = *static_cast<ucontext_t*>(where);
  const int call = info->si_syscall;
  long result = -EPERM;
  if (call == SYS_openat) {
    result = library_file(reinterpret_cast<const char*>(argument(context, 1)));
    if (result >= 0) return answer(context, result);
#ifdef SYS_open
  } else if (call == SYS_open) {
    result = library_file(reinterpret_cast<const char*>(argument(context, 0)));
    if (result >= 0) return answer(context, result);
#endif
  } else if (call == SYS_newfstatat) {
    // The C library's fstat. By path: no.
    const auto* const path = reinterpret_cast<const char*>(argument(context, 1));
    if ((argument(context, 3) & AT_EMPTY_PATH) != 0 && path != nullptr && *path == '\0' && argument(context, 0) >= 0) {
      const long done = ::syscall(SYS_fstat, argument(context, 0), argument(context, 2));
      return answer(context, done == 0 ? 0 : -errno);
    }
    result = -EACCES;
  }
  if (refused_calls != nullptr) {
    const bool known = call >= 0 && call < RefusedCalls::numbers;
    refused_calls->counts[known ? call : RefusedCalls::numbers - 1].fetch_add(1);
  }
  answer(context, result);
}

bool enter_seccomp() {
  struct sigaction action {};
  action.sa_sigaction = on_refused_call;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  if (::sigaction(SIGSYS, &action, nullptr) != 0) return false;

  scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_TRAP);
  if (filter == nullptr) return false;
  bool good = ::seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0) == 0;
  // 32-bit and x32 calls. What libseccomp does by itself ends the thread, and a process that has another one (a
  // sanitizer's) would stand still.
  good = good && ::seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0;
  const auto each = [&](std::uint32_t what, std::initializer_list<const char*> names) {
    for (const char* const name : names) {
      const int call = ::seccomp_syscall_resolve_name(name);
      if (call < 0) continue;  // Unknown to this machine: then it cannot be called either.
      good = good && ::seccomp_rule_add(filter, what, call, 0) == 0;
    }
  };
  // Bytes of held descriptors; memory; the clock; chance; waiting; the end.
  each(SCMP_ACT_ALLOW, {"read",
                        "readv",
                        "pread64",
                        "preadv",
                        "preadv2",
                        "write",
                        "writev",
                        "pwrite64",
                        "pwritev",
                        "lseek",
                        "fstat",
                        "close",
                        "dup",
                        "recvmsg",
                        "ftruncate",
                        "fadvise64",
                        "fallocate",
                        "munmap",
                        "mremap",
                        "madvise",
                        "brk",
                        "mincore",
                        "futex",
                        "rt_sigreturn",
                        "rt_sigprocmask",
                        "sigaltstack",
                        "clock_gettime",
                        "clock_getres",
                        "gettimeofday",
                        "time",
                        "nanosleep",
                        "clock_nanosleep",
                        "restart_syscall",
                        "getrandom",
                        "getpid",
                        "gettid",
                        "getuid",
                        "geteuid",
                        "getgid",
                        "getegid",
                        "getrusage",
                        "times",
                        "sysinfo",
                        "sched_yield",
                        "sched_getaffinity",
                        "exit",
                        "exit_group"});
  // Memory that can be written is never run: no code but what was loaded.
  for (const char* const name : {"mmap", "mprotect", "pkey_mprotect"}) {
    const int call = ::seccomp_syscall_resolve_name(name);
    if (call < 0) continue;
    good = good && ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
  }
  for (const int command : {F_GETFD, F_SETFD, F_GETFL, F_DUPFD, F_DUPFD_CLOEXEC}) {
    good = good && ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                                      SCMP_A1(SCMP_CMP_EQ, static_cast<scmp_datum_t>(command))) == 0;
  }
  // Its bounds may be asked for, not set.
  good = good && ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, SCMP_A0(SCMP_CMP_EQ, 0),
                                    SCMP_A2(SCMP_CMP_EQ, 0)) == 0;
  // A signal to itself (abort) is its own affair; to another it is an attack.
  const auto self = static_cast<scmp_datum_t>(::getpid());
  good = good && ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, self)) == 0;
  good =
      good && ::seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_NE, self)) == 0;
  // No reader asks for these by mistake.
  each(SCMP_ACT_KILL_PROCESS, {"socket",
                               "socketpair",
                               "connect",
                               "bind",
                               "listen",
                               "accept",
                               "accept4",
                               "sendto",
                               "sendmsg",
                               "sendmmsg",
                               "execve",
                               "execveat",
                               "fork",
                               "vfork",
                               "clone",
                               "clone3",
                               "ptrace",
                               "process_vm_readv",
                               "process_vm_writev",
                               "process_madvise",
                               "process_mrelease",
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
                               "seccomp",
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
                               "settimeofday",
                               "clock_settime",
                               "open_by_handle_at",
                               "name_to_handle_at",
                               "setuid",
                               "setgid",
                               "setreuid",
                               "setregid",
                               "setresuid",
                               "setresgid",
                               "setgroups",
                               "capset"});
  good = good && ::seccomp_load(filter) == 0;
  ::seccomp_release(filter);
  return good;
}

// ---- The other layers

// The headers of Debian 12 know version 2 of Landlock's interface; the kernel may know more. The layout only grows
// (Documentation/userspace-api/landlock.rst).
struct RulesetAttributes {
  std::uint64_t handled_access_fs = 0;
  std::uint64_t handled_access_net = 0;
  std::uint64_t scoped = 0;
};

bool enter_landlock() {
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
  const bool done = ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;  // No rule: no path.
  ::close(ruleset);
  return done;
}

// An empty folder becomes the root, and what was mounted before is let go (pivot_root(2), "pivot_root(".", ".")").
bool empty_the_root() {
  if (::mount("none", "/", "none", MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  for (const char* const folder : {"/proc", "/tmp", "/usr"}) {
    if (::mount("none", folder, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=0") != 0) continue;
    return ::chdir(folder) == 0 && ::syscall(SYS_pivot_root, ".", ".") == 0 && ::umount2(".", MNT_DETACH) == 0 &&
           ::chdir("/") == 0;
  }
  return false;
}

void enter_namespaces(SandboxLayers& layers) {
  // Without root the right to make the others comes from a user namespace of its own.
  if (::geteuid() != 0 && ::unshare(CLONE_NEWUSER) != 0) return;
  layers.network = ::unshare(CLONE_NEWNET) == 0;
  layers.ipc = ::unshare(CLONE_NEWIPC) == 0;
  layers.empty_root = ::unshare(CLONE_NEWNS) == 0 && empty_the_root();
}

bool drop_privileges() {
  if (::geteuid() == 0) {
    constexpr unsigned nobody = 65534;
    if (::setgroups(0, nullptr) != 0 || ::setresgid(nobody, nobody, nobody) != 0 ||
        ::setresuid(nobody, nobody, nobody) != 0) {
      return false;
    }
  }
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[2] = {};
  return ::syscall(SYS_capset, &header, none) == 0 && ::geteuid() != 0;
}

bool set_limits(const SandboxOptions& options) {
  const auto set = [](auto which, rlim_t soft, rlim_t hard) {
    const rlimit limit = {soft, hard};
    return ::setrlimit(which, &limit) == 0;
  };
  bool good = set(RLIMIT_CORE, 0, 0) && set(RLIMIT_NPROC, 0, 0);
  const rlim_t held = library_files == nullptr ? 0 : library_files->size();
  rlimit room{};
  ::getrlimit(RLIMIT_NOFILE, &room);
  const rlim_t descriptors = std::min<rlim_t>(held + options.descriptors_max, room.rlim_max);
  good = set(RLIMIT_NOFILE, descriptors, descriptors) && good;
  good = set(RLIMIT_FSIZE, options.file_bytes_max, options.file_bytes_max) && good;
  ::signal(SIGXFSZ, SIG_IGN);  // Then the write fails, and the member is too big.
  if (options.cpu_seconds_max != 0) {
    good = set(RLIMIT_CPU, options.cpu_seconds_max, options.cpu_seconds_max + 5) && good;
  }
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  if (options.memory_bytes_max != 0) {
    // What is mapped already (libraries, rules, lexicons: shared with the parent) does not count.
    std::uint64_t mapped_pages = 0;
    if (FILE* const statm = std::fopen("/proc/self/statm", "re")) {
      unsigned long pages = 0;
      if (std::fscanf(statm, "%lu", &pages) == 1) mapped_pages = pages;
      std::fclose(statm);
    }
    const rlim_t bound = mapped_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) + options.memory_bytes_max;
    good = mapped_pages != 0 && set(RLIMIT_AS, bound, bound) && good;
  }
#endif
  return good;
}

}  // namespace

RefusedCalls* new_refused_calls() {
  void* const page = ::mmap(nullptr, sizeof(RefusedCalls), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? nullptr : new (page) RefusedCalls();
}

void free_refused_calls(RefusedCalls* calls) {
  if (calls != nullptr) ::munmap(calls, sizeof(RefusedCalls));
}

std::string system_call_name(int number) {
  char* const name = ::seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
  std::string text = name == nullptr ? "call " + std::to_string(number) : std::string(name);
  std::free(name);
  return text;
}

void prepare_readers() {
  ::setenv("TZ", "UTC0", 1);
  ::tzset();
  prepare_archive_names();
  (void)sha256({});
}

void make_room_for_descriptors(std::size_t count) {
  rlimit room{};
  if (::getrlimit(RLIMIT_NOFILE, &room) != 0 || room.rlim_cur >= count) return;
  room.rlim_cur = std::min<rlim_t>(room.rlim_max, count);
  (void)::setrlimit(RLIMIT_NOFILE, &room);
}

SandboxLayers enter_sandbox(const SandboxOptions& options) {
  SandboxLayers layers;
  refused_calls = options.refused;
  if (options.library_files) keep_library_files();
  ::clearenv();
  ::setenv("TZ", "UTC0", 1);  // Without it every local time asks for /etc/localtime.
  ::prctl(PR_SET_DUMPABLE, 0);
  layers.limits = set_limits(options);
  if (options.namespaces) enter_namespaces(layers);
  layers.unprivileged = drop_privileges();
  layers.no_new_privileges = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  ::prctl(PR_SET_DUMPABLE, 0);  // A change of identity sets it anew.
  if (options.parent != 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // A change of identity takes this back, too.
    if (::getppid() != options.parent) ::_exit(1);
  }
  layers.landlock = enter_landlock();
  layers.seccomp = enter_seccomp();
  return layers;
}

SandboxLayers probe_sandbox() {
  SandboxLayers layers;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return layers;
  const pid_t pid = ::fork();
  if (pid == 0) {
    SandboxOptions options;
    options.library_files = false;
    options.memory_bytes_max = 64ULL << 20;
    options.file_bytes_max = 1ULL << 20;
    const SandboxLayers reached = enter_sandbox(options);
    (void)!::write(ends[1], &reached, sizeof reached);
    ::_exit(0);
  }
  ::close(ends[1]);
  SandboxLayers told;
  if (pid > 0 && ::read(ends[0], &told, sizeof told) == sizeof told) layers = told;
  ::close(ends[0]);
  if (pid > 0) {
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
  }
  return layers;
}

void keep_only(std::span<const int> wanted) {
  std::vector<int> placed;
  for (const int descriptor : wanted) {
    placed.push_back(descriptor < 0 ? -1 : ::fcntl(descriptor, F_DUPFD_CLOEXEC, 100));
  }
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int standard = STDIN_FILENO; standard <= STDERR_FILENO; ++standard) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    if (standard == STDERR_FILENO) break;  // A sanitizer's report must be seen.
#endif
    if (nothing >= 0) {
      ::dup2(nothing, standard);
    } else {
      ::close(standard);
    }
  }
  int target = STDERR_FILENO;
  for (const int descriptor : placed) {
    ++target;
    if (descriptor >= 0) {
      ::dup3(descriptor, target, O_CLOEXEC);
    } else {
      ::close(target);
    }
  }
  ::syscall(SYS_close_range, static_cast<unsigned>(target + 1), ~0U, 0U);
}

}  // namespace constat
