// A disk for SQLite that remembers in which order it was written: what it would hold had the power gone at any moment.
// What was synchronised is there; of what was not, any part may be, torn at sectors of 512 bytes.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <new>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace constat {

class PowerCutDisk {
 public:
  PowerCutDisk() {
    current = this;
    base_ = sqlite3_vfs_find(nullptr);
    vfs_ = *base_;
    vfs_.zName = "power-cut";
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + base_->szOsFile;
    vfs_.pNext = nullptr;
    vfs_.xOpen = open;
    vfs_.xDelete = remove;
    sqlite3_vfs_register(&vfs_, 1);
  }
  ~PowerCutDisk() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(base_, 1);
    current = nullptr;
  }
  PowerCutDisk(const PowerCutDisk&) = delete;
  PowerCutDisk& operator=(const PowerCutDisk&) = delete;

  // Writes, truncations and synchronisations so far: a cut lies before one of them.
  std::size_t operations() const { return log_.size(); }

  // Puts the files as they might lie on the disk after a cut before operation `at` into `folder`.
  void cut(std::size_t at, unsigned seed, const std::string& folder) const {
    std::mt19937 random(seed);
    std::map<std::string, std::string> files;
    std::map<std::string, std::size_t> synchronised;  // File to the operation that made it so.
    for (std::size_t index = 0; index < at; ++index) {
      if (log_[index].kind == Kind::sync) synchronised[log_[index].file] = index;
    }
    for (std::size_t index = 0; index < at; ++index) {
      const Operation& operation = log_[index];
      const auto sync = synchronised.find(operation.file);
      const bool sure = sync != synchronised.end() && index < sync->second;
      std::string& bytes = files[operation.file];
      switch (operation.kind) {
        case Kind::write:
          for (std::size_t begin = 0; begin < operation.bytes.size();) {
            const std::size_t sector_end = 512 - (operation.offset + begin) % 512;
            const std::size_t size = std::min(sector_end, operation.bytes.size() - begin);
            if (sure || random() % 2 == 0) {
              const std::size_t to = operation.offset + begin;
              if (bytes.size() < to + size) bytes.resize(to + size);
              bytes.replace(to, size, operation.bytes, begin, size);
            }
            begin += size;
          }
          break;
        case Kind::truncate:
          if (sure || random() % 2 == 0) bytes.resize(operation.offset);
          break;
        case Kind::sync: break;
        case Kind::remove: files.erase(operation.file); break;
      }
    }
    std::filesystem::create_directories(folder);
    for (const auto& [name, bytes] : files) {
      std::ofstream out(folder + "/" + std::filesystem::path(name).filename().string(), std::ios::binary);
      out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
  }

 private:
  enum class Kind { write, truncate, sync, remove };
  struct Operation {
    Kind kind;
    std::string file;
    std::size_t offset = 0;
    std::string bytes;
  };
  struct File {
    sqlite3_file head;
    sqlite3_file* real;
    std::string* name;  // Null where the file is a temporary one.
  };

  static File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
  static void note(const File& file, Kind kind, std::size_t offset = 0, std::string_view bytes = {}) {
    if (file.name != nullptr && current != nullptr)
      current->log_.push_back({kind, *file.name, offset, std::string(bytes)});
  }

  static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    File& own = of(file);
    own.head.pMethods = nullptr;
    own.real = reinterpret_cast<sqlite3_file*>(&own + 1);
    own.name = nullptr;
    const int result = current->base_->xOpen(current->base_, name, own.real, flags, out_flags);
    if (own.real->pMethods != nullptr) {
      static const sqlite3_io_methods methods = all();
      own.head.pMethods = &methods;
      if (name != nullptr) own.name = new std::string(name);
    }
    return result;
  }
  static int remove(sqlite3_vfs*, const char* name, int sync_folder) {
    current->log_.push_back({Kind::remove, name, 0, {}});
    return current->base_->xDelete(current->base_, name, sync_folder);
  }

  static sqlite3_io_methods all() {
    sqlite3_io_methods m = {};
    m.iVersion = 3;
    m.xClose = [](sqlite3_file* file) {
      File& own = of(file);
      delete own.name;
      own.name = nullptr;
      return own.real->pMethods->xClose(own.real);
    };
    m.xRead = [](sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
      return of(file).real->pMethods->xRead(of(file).real, bytes, size, offset);
    };
    m.xWrite = [](sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
      note(of(file), Kind::write, static_cast<std::size_t>(offset),
           {static_cast<const char*>(bytes), static_cast<std::size_t>(size)});
      return of(file).real->pMethods->xWrite(of(file).real, bytes, size, offset);
    };
    m.xTruncate = [](sqlite3_file* file, sqlite3_int64 size) {
      note(of(file), Kind::truncate, static_cast<std::size_t>(size));
      return of(file).real->pMethods->xTruncate(of(file).real, size);
    };
    m.xSync = [](sqlite3_file* file, int flags) {
      note(of(file), Kind::sync);
      return of(file).real->pMethods->xSync(of(file).real, flags);
    };
    m.xFileSize = [](sqlite3_file* file, sqlite3_int64* size) {
      return of(file).real->pMethods->xFileSize(of(file).real, size);
    };
    m.xLock = [](sqlite3_file* file, int lock) { return of(file).real->pMethods->xLock(of(file).real, lock); };
    m.xUnlock = [](sqlite3_file* file, int lock) { return of(file).real->pMethods->xUnlock(of(file).real, lock); };
    m.xCheckReservedLock = [](sqlite3_file* file, int* result) {
      return of(file).real->pMethods->xCheckReservedLock(of(file).real, result);
    };
    m.xFileControl = [](sqlite3_file* file, int what, void* argument) {
      return of(file).real->pMethods->xFileControl(of(file).real, what, argument);
    };
    m.xSectorSize = [](sqlite3_file* file) { return of(file).real->pMethods->xSectorSize(of(file).real); };
    // No promise of the real disk's is passed on: nothing is written whole or in order.
    m.xDeviceCharacteristics = [](sqlite3_file*) { return 0; };
    m.xShmMap = [](sqlite3_file* file, int page, int size, int extend, void volatile** at) {
      return of(file).real->pMethods->xShmMap(of(file).real, page, size, extend, at);
    };
    m.xShmLock = [](sqlite3_file* file, int offset, int count, int flags) {
      return of(file).real->pMethods->xShmLock(of(file).real, offset, count, flags);
    };
    m.xShmBarrier = [](sqlite3_file* file) { of(file).real->pMethods->xShmBarrier(of(file).real); };
    m.xShmUnmap = [](sqlite3_file* file, int remove_it) {
      return of(file).real->pMethods->xShmUnmap(of(file).real, remove_it);
    };
    m.xFetch = [](sqlite3_file* file, sqlite3_int64 offset, int size, void** at) {
      return of(file).real->pMethods->xFetch(of(file).real, offset, size, at);
    };
    m.xUnfetch = [](sqlite3_file* file, sqlite3_int64 offset, void* at) {
      return of(file).real->pMethods->xUnfetch(of(file).real, offset, at);
    };
    return m;
  }

  static inline PowerCutDisk* current = nullptr;
  sqlite3_vfs* base_ = nullptr;
  sqlite3_vfs vfs_ = {};
  std::vector<Operation> log_;
};

}  // namespace constat
