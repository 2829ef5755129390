;; A contract for the tests of this crate. It answers as ink! contracts do: `Result<answer, LangError>`.
;;
;; Messages, by the first byte of the selector:
;;   1 keep(key: u32, value: u64) -> Result<u64, u8>   stores and emits both, answers the value
;;   2 refuse() -> Result<u64, u8>                     stores something, then reverts with Err(7)
;;   3 trap()                                          stores something, then panics
;;   4 spin()                                          never ends
;;   5 now() -> u64                                    the time of the block
;;   6 fill(from: u32, to: u32) -> Result<u64, u8>     stores 32 bytes under each key from `from` to `to` - 1
;;   7 clear(key: u32) -> Result<u64, u8>              forgets what is stored under the key, answers its length
;;   others                                            Err(CouldNotReadInput)
;; Constructor: reverts with Err(9) if its selector begins with 255, and does nothing otherwise.
(module
  (import "seal0" "input" (func $input (param i32 i32)))
  (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
  (import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))
  (import "seal1" "clear_storage" (func $clear (param i32 i32) (result i32)))
  (import "seal0" "deposit_event" (func $emit (param i32 i32 i32 i32)))
  (import "seal0" "now" (func $now (param i32 i32)))
  (import "env" "memory" (memory 1 1))

  ;; 0: room for the input; 4: the input, selector first; 8: its arguments
  (data (i32.const 0) "\00\01\00\00")
  ;; 512: one topic, the signature of the event
  (data (i32.const 512) "\04\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11")
  ;; 600: room for the time
  (data (i32.const 600) "\08\00\00\00")
  ;; 640: Err(CouldNotReadInput); 644: Ok(Err(7)); 648: Ok(Err(9)); 652: Ok(())
  (data (i32.const 640) "\01\01\00\00\00\01\07\00\00\01\09\00\00\00\00\00")

  (func $read (call $input (i32.const 4) (i32.const 0)))

  ;; Ok(Ok(value))
  (func $answer (param $value i64)
    (i32.store16 (i32.const 1024) (i32.const 0))
    (i64.store (i32.const 1026) (local.get $value))
    (call $return (i32.const 0) (i32.const 1024) (i32.const 10)))

  (func $keep
    (drop (call $set (i32.const 8) (i32.const 4) (i32.const 12) (i32.const 8)))
    (call $emit (i32.const 512) (i32.const 33) (i32.const 8) (i32.const 12)))

  (func $fill
    (loop $next
      (if (i32.lt_u (i32.load (i32.const 8)) (i32.load (i32.const 12)))
        (then
          (drop (call $set (i32.const 8) (i32.const 4) (i32.const 512) (i32.const 32)))
          (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 1)))
          (br $next)))))

  (func (export "deploy")
    (call $read)
    (if (i32.eq (i32.load8_u (i32.const 4)) (i32.const 255))
      (then (call $return (i32.const 1) (i32.const 648) (i32.const 3))))
    (call $return (i32.const 0) (i32.const 652) (i32.const 1)))

  (func (export "call") (local $message i32)
    (call $read)
    (local.set $message (i32.load8_u (i32.const 4)))
    (if (i32.eq (local.get $message) (i32.const 1))
      (then (call $keep) (call $answer (i64.load (i32.const 12)))))
    (if (i32.eq (local.get $message) (i32.const 2))
      (then (call $keep) (call $return (i32.const 1) (i32.const 644) (i32.const 3))))
    (if (i32.eq (local.get $message) (i32.const 3))
      (then (call $keep) (unreachable)))
    (if (i32.eq (local.get $message) (i32.const 4))
      (then (loop $for_ever (br $for_ever))))
    (if (i32.eq (local.get $message) (i32.const 5))
      (then
        (call $now (i32.const 1025) (i32.const 600))
        (call $return (i32.const 0) (i32.const 1024) (i32.const 9))))
    (if (i32.eq (local.get $message) (i32.const 6))
      (then (call $fill) (call $answer (i64.load32_u (i32.const 12)))))
    (if (i32.eq (local.get $message) (i32.const 7))
      (then (call $answer (i64.extend_i32_u (call $clear (i32.const 8) (i32.const 4))))))
    (call $return (i32.const 1) (i32.const 640) (i32.const 2))))
